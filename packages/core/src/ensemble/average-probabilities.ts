import { CoreError } from '../errors.ts'

/**
 * What several networks predict together: the mean of their probabilities, element by element.
 *
 *     out[i] = (Σ over members m, in their order, of pₘ[i]) / members
 *
 * All of one length ([rows, classes]); summed in float64.
 *
 * @throws CoreError ENSEMBLE_MEMBERS without members, or when their lengths differ
 */
export function averageProbabilities(members: readonly ArrayLike<number>[]): Float64Array<ArrayBuffer> {
  const length = members[0]?.length
  if (length === undefined || members.some((member) => member.length !== length)) {
    const got = `The members' probabilities have lengths ${members.map((member) => member.length).join(', ') || '(none)'}.`
    throw new CoreError(
      'ENSEMBLE_MEMBERS',
      got,
      'One or more of equal length are needed: predict the same rows with each.',
    )
  }
  const mean = new Float64Array(length)
  for (const member of members) for (let i = 0; i < length; i++) mean[i] += member[i]
  for (let i = 0; i < length; i++) mean[i] /= members.length
  return mean
}

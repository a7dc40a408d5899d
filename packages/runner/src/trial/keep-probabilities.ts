import { reason } from '../errors.ts'
import type { Attempt } from './context.ts'

/**
 * Keeps what the network of a trial's scored epoch makes of the validation rows before the trial ends: once it
 * has, its weights may be given up, and an ensemble is still to be chosen over all trials.
 *
 * What cannot be computed is left to who needs it; only a disk that does not take it ends the attempt.
 */
export async function keepProbabilities(attempt: Attempt, epoch: number): Promise<void> {
  const { context, claim, probabilities } = attempt
  const file = probabilities?.epoch === epoch ? probabilities.file : await computed(attempt, epoch)
  if (file) await context.checkpoints.saveProbabilities(claim.trial, file)
}

/** From the checkpoint: another attempt had reached that epoch, and validated it. */
async function computed({ context, claim, data, say }: Attempt, epoch: number): Promise<Uint8Array | undefined> {
  const checkpoint = await context.checkpoints.load(claim.trial, { epoch, step: 0 })
  if (checkpoint === undefined) {
    say(`keeps no probabilities: its checkpoint of epoch ${epoch} is not there`)
    return undefined
  }
  const death = new AbortController()
  const validating = context.pool.validate({ checkpoint, data }, death.signal).catch((error: unknown) => {
    say(`keeps no probabilities: ${reason(error)}`)
    return undefined
  })
  const kill = async () => {
    death.abort()
    await validating
  }
  // It may take the process with it, as training may.
  using _underWay = context.underWay.add(claim, { kill })
  return await validating
}

import type { TrialRecord } from '@hypersweep/sweep'
import type { Story } from './story.ts'

/** What did not hold of what has to hold when a machine was cut off; nothing where all did. */
export function judge(story: Story, undisturbed: string): string[] {
  const { findings, trials } = story
  return [
    ...missed(story),
    ...trials.flatMap(wrongTrial),
    ...findings.staleAccepted.map((write) => `a stale write was accepted: ${write}`),
    ...findings.endedTwice.map((trial) => `${trial} was ended twice`),
    ...(story.digest === undisturbed
      ? []
      : [`the digest is ${story.digest.trim()}, undisturbed ${undisturbed.trim()}`]),
    ...(story.codes.every((code) => code === 0) ? [] : [`who was asked to end, ended with ${story.codes.join(', ')}`]),
  ]
}

/** Why the story proves nothing: what should have been struck was not. */
function missed(story: Story): string[] {
  const { heardBefore, heardWhileCut, connectionBefore, connectionWhileCut } = story
  const facts: [isSo: boolean, otherwise: string][] = [
    [
      heardBefore > 0 && heardWhileCut === 0,
      `Redis met ${heardBefore} commands before, ${heardWhileCut} while cut off`,
    ],
    [connectionBefore === 'connected', `before the cut a connection came to ${connectionBefore}`],
    [connectionWhileCut === 'silence', `while cut off a connection came to ${connectionWhileCut}, not to silence`],
    [story.resumes > 0, 'the partition missed: nothing was resumed'],
    [story.findings.staleRefused > 0, 'the partition missed: no stale write came late'],
    [story.claimsAfterHeal > 0, 'the sweep was over before the healed machine claimed a trial again'],
    [story.claimsOfJoiner > 0, 'the sweep was over before the joiner claimed a trial'],
  ]
  return facts.flatMap(([isSo, otherwise]) => (isSo ? [] : [otherwise]))
}

/** A trial is complete, in epochs that were told in their order, by no owner that had lost it. */
function wrongTrial({ number, state, reports, claims, failures, crashes }: TrialRecord): string[] {
  const owners = reports.filter(({ worker }, index) => worker !== reports[index - 1]?.worker)
  const facts: [isSo: boolean, otherwise: string][] = [
    [state.status === 'complete', `is ${state.status}`],
    [reports.every(({ epoch }, index) => epoch === index + 1), 'has epochs that are missing or out of order'],
    [owners.length <= claims, `was claimed ${claims} times and told of by ${owners.length} owners`],
    [failures + crashes === 0, `counts ${failures} failures and ${crashes} crashes`],
  ]
  return facts.flatMap(([isSo, otherwise]) => (isSo ? [] : [`trial ${number} ${otherwise}`]))
}

/** A line of figures. */
export function summaryOf({ cutBy, cutSeconds, resumes, findings, trials, digest }: Story): string {
  const figures = [
    `cut off by ${cutBy} for ${cutSeconds.toFixed(1)} s`,
    `${trials.length} trials`,
    `${resumes} resumes`,
    `${findings.staleRefused} stale writes refused`,
    `digest ${digest.trim().slice(0, 12)}`,
  ]
  return figures.join(', ')
}

import { isEnded, type SweepRecord, type TrialSummary } from '@hypersweep/sweep'
import { epochsOf, type Pace } from './snapshot.ts'

/**
 * Measures how fast a sweep goes from what was seen since the first call, in epochs, so that there is a time left long
 * before the first trial ends.
 */
export function paceMeter(sweep: SweepRecord, total: number) {
  let first: { seconds: number; share: number; ended: number } | undefined
  return (summaries: readonly TrialSummary[], seconds: number): Pace => {
    const now = { seconds, share: shareDone(summaries, sweep), ended: summaries.filter(isEnded).length }
    first ??= now
    const elapsedSeconds = seconds - first.seconds
    const [shares, trials] = [now.share - first.share, now.ended - first.ended]
    return {
      elapsedSeconds,
      ...(trials > 0 && { trialsPerMinute: (60 * trials) / elapsedSeconds }),
      ...(shares > 0 && elapsedSeconds >= 2 && { secondsLeft: ((total - now.share) * elapsedSeconds) / shares }),
    }
  }
}

/** Trials done, those under way by their epochs. */
function shareDone(summaries: readonly TrialSummary[], sweep: SweepRecord): number {
  return summaries.reduce((sum, trial) => {
    if (isEnded(trial)) return sum + 1
    const epochs = epochsOf(trial, sweep)
    return epochs === undefined ? sum : sum + Math.min(1, trial.epoch / epochs)
  }, 0)
}

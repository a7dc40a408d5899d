import { isEnded, type SweepRecord, type TrialSummary } from '@hypersweep/sweep'
import { epochsOf, type Pace } from './snapshot.ts'

interface Sample {
  seconds: number
  /** Trials done, those under way by their epochs. */
  share: number
  ended: number
}

/** Shorter than this, a pace jumps about. */
const LEAST_SECONDS = 60

/**
 * Measures how fast a sweep goes, in epochs, so that there is a time left long before the first trial ends; over the
 * last half of the watch, so that workers that come and go are soon seen in it.
 */
export function paceMeter(sweep: SweepRecord, total: number) {
  const samples: Sample[] = []
  let begun: number | undefined
  return (summaries: readonly TrialSummary[], seconds: number): Pace => {
    begun ??= seconds
    const now = { seconds, share: shareDone(summaries, sweep), ended: summaries.filter(isEnded).length }
    const elapsedSeconds = seconds - begun
    keep(samples, now, elapsedSeconds)
    const first = samples[0]!
    const [span, shares, trials] = [seconds - first.seconds, now.share - first.share, now.ended - first.ended]
    return {
      elapsedSeconds,
      ...(trials > 0 && { trialsPerMinute: (60 * trials) / span }),
      ...(shares > 0 && span >= 2 && { secondsLeft: ((total - now.share) * span) / shares }),
    }
  }
}

/** Adds a sample where the last one is not too near, and drops those that are older than the window. */
function keep(samples: Sample[], now: Sample, elapsedSeconds: number): void {
  const since = now.seconds - Math.max(LEAST_SECONDS, elapsedSeconds / 2)
  if (now.seconds - (samples.at(-1)?.seconds ?? -Infinity) >= elapsedSeconds / 200) samples.push(now)
  while (samples.length > 1 && samples[1]!.seconds <= since) samples.shift()
}

function shareDone(summaries: readonly TrialSummary[], sweep: SweepRecord): number {
  return summaries.reduce((sum, trial) => {
    if (isEnded(trial)) return sum + 1
    const epochs = epochsOf(trial, sweep)
    return epochs === undefined ? sum : sum + Math.min(1, trial.epoch / epochs)
  }, 0)
}

import { SweepError } from '../errors.ts'
import { ranking } from '../leaderboard/ranking.ts'
import type { MetricSpec } from '../spec.ts'
import type { TrialSummary } from '../trial.ts'

/**
 * The members of an averaging ensemble: the numbers of the `top` best complete trials, best first, ties by number; all
 * of them where there are fewer.
 *
 * @throws SweepError NO_COMPLETE_TRIAL
 */
export function selectAverage(summaries: readonly TrialSummary[], metric: MetricSpec, top: number): number[] {
  const complete = summaries.filter(({ state }) => state.status === 'complete')
  if (complete.length === 0) {
    throw new SweepError(
      'NO_COMPLETE_TRIAL',
      `None of ${summaries.length} trials is complete.`,
      'An ensemble needs at least one; let the sweep run on, or see why its trials failed.',
    )
  }
  return ranking(complete, metric)
    .slice(0, top)
    .map(({ number }) => number)
}

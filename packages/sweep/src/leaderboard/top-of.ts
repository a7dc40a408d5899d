import type { TopOptions, TopTrials } from '../ports/sweep-store.ts'
import type { TrialSummary } from '../trial.ts'
import { ranking } from './ranking.ts'

/** `SweepStore.top`, of all trials: for stores that keep no order of scores. */
export function topOf(summaries: readonly TrialSummary[], { goal, count }: TopOptions): TopTrials {
  const complete = summaries.filter(({ state }) => state.status === 'complete')
  return { trials: summaries.length, complete: complete.length, best: ranking(complete, { goal }).slice(0, count) }
}

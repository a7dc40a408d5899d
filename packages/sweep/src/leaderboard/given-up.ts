import type { SweepSpec } from '../spec.ts'
import type { TrialId, TrialSummary } from '../trial.ts'
import { ranking } from './ranking.ts'

/**
 * The trials that keep no weights: complete ones beyond the `checkpoints.top_k` best of their sweep, ties by number. One
 * that fails, waits or runs is none of them, since it may go on from what it has.
 */
export function givenUp(
  summaries: readonly TrialSummary[],
  { metric, checkpoints: { topK } }: Pick<SweepSpec, 'metric' | 'checkpoints'>,
): ReadonlySet<TrialId> {
  const complete = summaries.filter(({ state }) => state.status === 'complete')
  if (complete.length <= topK) return new Set()
  return new Set(
    ranking(complete, metric)
      .slice(topK)
      .map(({ id }) => id),
  )
}

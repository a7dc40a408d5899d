import { better } from '../score.ts'
import type { MetricSpec } from '../spec.ts'
import type { TrialSummary } from '../trial.ts'

/** Complete trials by their score, best first, then all others; ties, and all without a score, by number. */
export function ranking(summaries: readonly TrialSummary[], metric: Pick<MetricSpec, 'goal'>): TrialSummary[] {
  return summaries.toSorted((a, b) => {
    const [scoreOfA, scoreOfB] = [finalScore(a), finalScore(b)]
    if (scoreOfA === scoreOfB) return a.number - b.number
    if (scoreOfA === undefined) return 1
    if (scoreOfB === undefined) return -1
    return better(metric, scoreOfA, scoreOfB) ? -1 : 1
  })
}

/** The score of a complete trial; one under way or failed has none that may be compared. */
export function finalScore({ state }: TrialSummary): number | undefined {
  return state.status === 'complete' ? state.best.score : undefined
}

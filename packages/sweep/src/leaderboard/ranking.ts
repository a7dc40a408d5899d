import type { MetricSpec } from '../spec.ts'
import type { TrialSummary } from '../trial.ts'

/** Complete trials by their score, best first, then all others; ties, and all without a score, by number. */
export function ranking(summaries: readonly TrialSummary[], { goal }: Pick<MetricSpec, 'goal'>): TrialSummary[] {
  const sign = goal === 'maximize' ? -1 : 1
  const scored = summaries.map((summary) => {
    const score = finalScore(summary)
    return { summary, isOpen: Number(score === undefined), cost: sign * (score ?? 0), number: summary.number }
  })
  scored.sort((a, b) => a.isOpen - b.isOpen || a.cost - b.cost || a.number - b.number)
  return scored.map(({ summary }) => summary)
}

/** The score of a complete trial; one under way or failed has none that may be compared. */
export function finalScore({ state }: TrialSummary): number | undefined {
  return state.status === 'complete' ? state.best.score : undefined
}

import type { MetricSpec } from '../spec.ts'
import type { FailReason, Metrics, Params, TrialState, TrialSummary } from '../trial.ts'
import { finalScore, ranking } from './ranking.ts'

export interface LeaderboardRow {
  /** From 1; trials that are not complete have none. */
  rank?: number
  number: number
  state: TrialState['status']
  reason?: FailReason
  /** The epoch that scores the trial, or the last reported one where none does yet; 0 before the first. */
  epoch: number
  /** Of complete trials. */
  score?: number
  /** How many times the trial was claimed. */
  claims: number
  seed: number
  params: Params
  /** At the scoring epoch, or the best one so far. */
  metrics: Metrics
}

/** All trials: the complete ones by score, then the rest; ties by number. */
export function leaderboard(summaries: readonly TrialSummary[], metric: Pick<MetricSpec, 'goal'>): LeaderboardRow[] {
  return ranking(summaries, metric).map((summary, index) => row(summary, index + 1))
}

function row(summary: TrialSummary, place: number): LeaderboardRow {
  const { number, state, claims, seed, params } = summary
  const best = state.status === 'complete' ? state.best : summary.best
  const score = finalScore(summary)
  return {
    ...(score !== undefined && { rank: place }),
    number,
    state: state.status,
    ...(state.status === 'failed' && { reason: state.reason }),
    epoch: best?.epoch ?? summary.epoch,
    ...(score !== undefined && { score }),
    claims,
    seed,
    params,
    metrics: best?.metrics ?? {},
  }
}

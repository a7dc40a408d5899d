import type { MetricSpec } from '../spec.ts'
import type { FailReason, Metrics, Params, TrialState, TrialSummary } from '../trial.ts'
import { finalScore, ranking } from './ranking.ts'

export interface LeaderboardRow {
  /** From 1; trials that are not complete have none. */
  rank: number | undefined
  number: number
  state: TrialState['status']
  reason: FailReason | undefined
  /** The epoch that scores the trial, or the best one so far where it is not complete; 0 before the first. */
  epoch: number
  /** Of complete trials. */
  score: number | undefined
  /** How many times the trial was claimed. */
  claims: number
  /** How many of these ended in an error of the trial itself. */
  failures: number
  /** How many in a row took their process with them. */
  crashes: number
  seed: number
  params: Params
  /** At the scoring epoch, or the best one so far. */
  metrics: Metrics
}

/** All trials: the complete ones by score, then the rest; ties by number. */
export function leaderboard(summaries: readonly TrialSummary[], metric: Pick<MetricSpec, 'goal'>): LeaderboardRow[] {
  return ranking(summaries, metric).map((summary, index) => rowOf(summary, index + 1))
}

const NO_METRICS: Metrics = {}

function rowOf(summary: TrialSummary, place: number): LeaderboardRow {
  const { number, state, claims, failures, crashes, seed, params } = summary
  const best = state.status === 'complete' ? state.best : summary.best
  const score = finalScore(summary)
  return {
    rank: score === undefined ? undefined : place,
    number,
    state: state.status,
    reason: state.status === 'failed' ? state.reason : undefined,
    epoch: best?.epoch ?? summary.epoch,
    score,
    claims,
    failures,
    crashes,
    seed,
    params,
    metrics: best?.metrics ?? NO_METRICS,
  }
}

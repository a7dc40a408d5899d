import {
  type ScoredEpoch,
  type TrialEnd,
  type TrialRecord,
  type TrialState,
  type TrialSummary,
  trialId,
} from '@hypersweep/sweep'
import { isBestOfEnd } from '../exact-json.ts'

/** A row of the table `trial`. */
export interface TrialRow {
  sweep: string
  number: number
  params: string
  seed: number
  status: 'waiting' | 'running' | 'ended'
  ended_as: string | null
  worker: string
  token: string | null
  lease_until: number
  generation: number
  claims: number
  failures: number
  crashes: number
  setback: string | null
  epoch: number
  best: string | null
  stage: number
  /** Of a complete trial, for the order of scores. */
  score: number | null
}

/** A row of the table `report`. */
export interface ReportRow {
  epoch: number
  metrics: string
  timing: string
  worker: string
}

/** What a summary is made of. */
type SummaryRow = Omit<TrialRow, 'token' | 'lease_until' | 'score'>

/** The columns of a summary, in the order of `summaryAt`. */
export const SUMMARY_COLUMNS =
  'number, params, seed, status, ended_as, worker, generation, claims, failures, crashes, setback, epoch, best, stage'

/** A summary from the values of its columns: lists of values are read in half the time of objects. */
export function summaryAt(sweep: string, values: SummaryValues): TrialSummary {
  const [number, params, seed, status, ended_as, worker, generation, claims, failures, crashes, ...rest] = values
  const [setback, epoch, best, stage] = rest
  const counts = { generation, claims, failures, crashes }
  return summaryOf({ sweep, number, params, seed, status, ended_as, worker, ...counts, setback, epoch, best, stage })
}

export type SummaryValues = readonly [
  number: number,
  params: string,
  seed: number,
  status: TrialRow['status'],
  ended_as: string | null,
  worker: string,
  generation: number,
  claims: number,
  failures: number,
  crashes: number,
  setback: string | null,
  epoch: number,
  best: string | null,
  stage: number,
]

export function summaryOf(row: SummaryRow): TrialSummary {
  const { sweep, number, params, seed, generation, claims, failures, crashes, setback, epoch, stage } = row
  const state = stateOf(row)
  const best = bestOf(row, state)
  const facts = { id: trialId(sweep, number), number, params: JSON.parse(params), seed, state, generation }
  const summary: TrialSummary = { ...facts, claims, failures, crashes, epoch }
  if (stage > 0) summary.stage = stage
  if (setback !== null) summary.setback = setback
  if (best !== undefined) summary.best = best
  return summary
}

export function recordOf(row: TrialRow, reports: readonly ReportRow[]): TrialRecord {
  return {
    ...summaryOf(row),
    reports: reports.map(({ epoch, metrics, timing, worker }) => ({
      epoch,
      metrics: JSON.parse(metrics),
      timing: JSON.parse(timing),
      worker,
    })),
  }
}

function bestOf({ best, ended_as }: SummaryRow, state: TrialState): ScoredEpoch | undefined {
  if (best === null) return undefined
  return state.status === 'complete' && isBestOfEnd(best, ended_as!) ? state.best : JSON.parse(best)
}

function stateOf({ status, ended_as, worker }: SummaryRow): TrialState {
  if (status === 'ended') return JSON.parse(ended_as!) as TrialEnd
  return status === 'running' ? { status, worker } : { status }
}

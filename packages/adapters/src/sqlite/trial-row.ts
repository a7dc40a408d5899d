import { type TrialEnd, type TrialRecord, type TrialState, type TrialSummary, trialId } from '@hypersweep/sweep'
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
}

/** A row of the table `report`. */
export interface ReportRow {
  epoch: number
  metrics: string
  timing: string
  worker: string
}

export function summaryOf(row: TrialRow): TrialSummary {
  const { sweep, number, params, seed, generation, claims, failures, crashes, setback, epoch, best, stage } = row
  return {
    id: trialId(sweep, number),
    number,
    params: JSON.parse(params),
    seed,
    state: stateOf(row),
    generation,
    claims,
    failures,
    crashes,
    epoch,
    ...(stage > 0 && { stage }),
    ...(setback !== null && { setback }),
    ...(best !== null && { best: JSON.parse(best) }),
  }
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

function stateOf({ status, ended_as, worker }: TrialRow): TrialState {
  if (status === 'ended') return JSON.parse(ended_as!) as TrialEnd
  return status === 'running' ? { status, worker } : { status }
}

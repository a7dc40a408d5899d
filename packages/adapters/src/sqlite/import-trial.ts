import { type PastTrial, trialId } from '@hypersweep/sweep'
import { exactJson, metricsText } from '../exact-json.ts'
import type { TrialChange, TrialTable } from './trial-table.ts'

/** Puts a trial with a past in the place of none, or of one that nobody has begun. */
export function importTrial(table: TrialTable, sweepId: string, past: PastTrial): void {
  const id = trialId(sweepId, past.number)
  const here = table.row(id)
  if (here && (here.claims > 0 || here.status !== 'waiting')) return
  if (here) table.remove(here)
  table.add(sweepId, past)
  const row = table.row(id)!
  table.change(row, pastChange(past))
  for (const { epoch, metrics, timing, worker } of past.reports) {
    table.addReport(row, { epoch, metrics: metricsText(metrics), timing: exactJson(timing), worker })
  }
}

function pastChange(past: PastTrial): TrialChange {
  const { state, generation, claims, failures, crashes, setback = null, epoch, best } = past
  return {
    status: state.status === 'waiting' ? 'waiting' : 'ended',
    ended_as: state.status === 'waiting' ? null : exactJson(state),
    generation,
    claims,
    failures,
    crashes,
    setback,
    epoch,
    best: best === undefined ? null : exactJson(best),
    score: state.status === 'complete' ? state.best.score : null,
  }
}

import type { TrialRecord, TrialSummary } from '@hypersweep/sweep'
import type { ShownTrialJson, TrialJson } from '../schemas/trial.ts'

export function trialJson(trial: TrialSummary): TrialJson {
  const { state, best } = trial
  return {
    number: trial.number,
    state: state.status,
    reason: state.status === 'failed' ? state.reason : null,
    message: state.status === 'failed' ? state.message : null,
    score: best?.score ?? null,
    bestEpoch: best?.epoch ?? null,
    epoch: trial.epoch,
    params: trial.params,
    metrics: best?.metrics ?? null,
    seed: trial.seed,
    claims: trial.claims,
    failures: trial.failures,
    crashes: trial.crashes,
    setback: trial.setback ?? null,
    weightsSha256: state.status === 'complete' ? state.weightsSha256 : null,
  }
}

/** With its curves. */
export function shownTrialJson(record: TrialRecord): ShownTrialJson {
  return { ...trialJson(record), reports: record.reports }
}

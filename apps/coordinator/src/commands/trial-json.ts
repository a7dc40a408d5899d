import type { TrialSummary } from '@hypersweep/sweep'

/** A trial as JSON shows it; its keys are part of the command line's contract. */
export function trialJson(trial: TrialSummary) {
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
    weightsSha256: state.status === 'complete' ? state.weightsSha256 : null,
  }
}

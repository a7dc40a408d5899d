import type { TrialSummary } from './trial.ts'

/** After so many crashes in a row a trial trains alone in its process: what dies with it then is not to blame. */
export const ALONE_AFTER = 3

/** After so many it is given up. Every crash beyond ALONE_AFTER was its own, since nothing else was running. */
export const QUARANTINED_AFTER = 5

/** Whether a trial may have taken processes down, so that nothing else may run beside it. */
export function mustRunAlone({ crashes }: Pick<TrialSummary, 'crashes'>): boolean {
  return crashes >= ALONE_AFTER
}

/** Whether a trial takes every process down that runs it. */
export function isQuarantined({ crashes }: Pick<TrialSummary, 'crashes'>): boolean {
  return crashes >= QUARANTINED_AFTER
}

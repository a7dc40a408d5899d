import type { TrialId } from '@hypersweep/sweep'
import { AdapterError } from './errors.ts'

const PLAIN = /^[a-z0-9-]{1,64}$/

/**
 * Refuses an id that is no plain word: it becomes a folder's name, and must not lead anywhere else.
 *
 * @throws AdapterError TRIAL_NAME
 */
export function checkTrialName(trial: TrialId): void {
  if (PLAIN.test(trial)) return
  throw new AdapterError(
    'TRIAL_NAME',
    `${JSON.stringify(trial)} cannot name a trial.`,
    'A trial id has 1 to 64 characters of a-z, 0-9 and -; use trialId(sweep, number).',
  )
}

/** As `checkTrialName`, for the id of a sweep. @throws AdapterError SWEEP_ID */
export function checkSweepId(sweepId: string): void {
  if (PLAIN.test(sweepId)) return
  const needed = 'It has 1 to 64 characters of a-z, 0-9 and -, as hypersweep makes it.'
  throw new AdapterError('SWEEP_ID', `${JSON.stringify(sweepId)} cannot be the id of a sweep.`, needed)
}

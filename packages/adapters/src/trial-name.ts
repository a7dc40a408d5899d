import type { TrialId } from '@hypersweep/sweep'
import { AdapterError } from './errors.ts'

/**
 * Refuses an id that is no plain word: it becomes a folder's name, and must not lead anywhere else.
 *
 * @throws AdapterError TRIAL_NAME
 */
export function checkTrialName(trial: TrialId): void {
  if (/^[a-z0-9-]{1,64}$/.test(trial)) return
  throw new AdapterError(
    'TRIAL_NAME',
    `${JSON.stringify(trial)} cannot name a trial.`,
    'A trial id has 1 to 64 characters of a-z, 0-9 and -; use trialId(sweep, number).',
  )
}

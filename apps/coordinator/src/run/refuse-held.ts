import { type Control, isEnded, type SweepRecord, type TrialSummary } from '@hypersweep/sweep'
import { CliError } from '../errors.ts'
import { counted } from '../view/amounts.ts'
import { controlState } from '../view/control-text.ts'

/**
 * What a person has held goes on when a person says so; one that has nothing left to run is reported as any other.
 *
 * @param before  its trials, where there may be nothing left; without, it is to get more
 * @throws CliError SWEEP_HELD
 */
export function refuseHeld(control: Control, { name }: SweepRecord, before: readonly TrialSummary[] = []): void {
  const cancelled = before.filter(({ state }) => state.status === 'cancelled').length
  const isOver = before.length > 0 && before.every(isEnded) && cancelled === 0
  if (control === 'run' || isOver) return
  const more =
    cancelled === 0 ? '' : `, and ${counted(cancelled, 'trial')} of it ${cancelled === 1 ? 'is' : 'are'} cancelled`
  const needed = `To go on: hypersweep resume ${name}, then this command again.`
  throw new CliError('SWEEP_HELD', `${name} is ${controlState(control)}${more}.`, needed)
}

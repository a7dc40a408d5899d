import { closest, type SweepRecord, type TrialRecord, trialId } from '@hypersweep/sweep'
import type { Engine } from './context.ts'
import { CliError } from './errors.ts'

/** The sweep of that name in the engine's store. */
export async function findSweep({ store, where, elsewhere }: Engine, name: string): Promise<SweepRecord> {
  const sweep = await store.sweepNamed(name)
  if (sweep) return sweep
  const names = (await store.sweeps()).map((candidate) => candidate.name)
  const meant = closest(name, names)
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  const there =
    names.length === 0
      ? `There is no sweep in ${where} yet.`
      : `There ${names.length === 1 ? 'is' : 'are'} ${namesText(names)}.`
  const more = elsewhere === undefined ? '' : ` ${elsewhere}`
  throw new CliError('UNKNOWN_SWEEP', `No sweep is named "${name}".`, `${there}${hint}${more}`)
}

export async function findTrial({ store }: Engine, sweep: SweepRecord, number: string): Promise<TrialRecord> {
  if (!/^\d{1,15}$/.test(number)) {
    throw new CliError('TRIAL_NUMBER', `"${number}" is no trial number.`, 'Write a whole number such as 0 or 17.')
  }
  const trial = await store.trial(trialId(sweep.id, Number(number)))
  if (trial) return trial
  const count = (await store.summaries(sweep.id)).length
  const have = count === 0 ? 'It has no trials yet.' : `It has trials 0 to ${count - 1}.`
  throw new CliError('UNKNOWN_TRIAL', `${sweep.name} has no trial ${number}.`, have)
}

/** Whether a run of this folder holds the sweep; of other machines nothing is known. */
export function isWorkedOn(engine: Engine, { id }: SweepRecord): boolean {
  using lock = engine.lock(id)
  return lock === undefined
}

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ')
  return names.length > 8 ? `${shown} and ${names.length - 8} more (hypersweep ls)` : shown
}

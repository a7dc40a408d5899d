import type { SweepRecord } from '@hypersweep/sweep'
import type { Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import { newId } from '../register-sweep.ts'
import type { SweepImport } from './read-sweep-text.ts'

export interface ImportOptions {
  /** Another name than its own. */
  name?: string
  progress: (trials: number) => void
}

/** By which a sweep is known while it is imported: no file may have such a name. */
const WHILE = '~import'
const CHUNK = 100

/**
 * Brings a sweep into a store, whole or not at all: under another name and paused until all of it is there. What a killed
 * import has left is taken away by the next one of that sweep.
 *
 * @throws CliError SWEEP_THERE when its name is taken or it is here already, IMPORT_RUNS while another brings it
 */
export async function importSweep(
  engine: Engine,
  { sweep, control, trials }: SweepImport,
  { name = sweep.name, progress }: ImportOptions,
): Promise<SweepRecord> {
  const { store } = engine
  const id = await freeId(engine, sweep.id, name !== sweep.name)
  using lock = engine.lock(id)
  if (lock === undefined)
    throw new CliError('IMPORT_RUNS', `${name} is being imported by another process.`, 'Wait for it.')
  await refuseTaken(engine, name)
  // What a killed import has left.
  for (const each of [await store.sweep(id), await store.sweepNamed(`${name}${WHILE}`)]) {
    if (each) await store.removeSweep(each.id)
  }
  const record = { ...sweep, id, spec: { ...sweep.spec, name: name === sweep.name ? sweep.spec.name : name } }
  await store.addSweep({ ...record, name: `${name}${WHILE}` })
  try {
    // A driver of every sweep may have seen it: nothing is handed out before all is there.
    await store.setControl(id, 'pause')
    for (let from = 0; from < trials.length; from += CHUNK) {
      await store.importTrials(id, trials.slice(from, from + CHUNK))
      progress(Math.min(trials.length, from + CHUNK))
    }
    await store.rename(id, name)
    await store.setControl(id, control)
  } catch (error) {
    await store.removeSweep(id).catch(() => undefined)
    throw error
  }
  return { ...record, name }
}

/** Its own, so that it finds its checkpoints; another where it is here already, and a copy is asked for. */
async function freeId({ store }: Engine, id: string, isCopy: boolean): Promise<string> {
  const here = await store.sweep(id)
  if (here === undefined || here.name.endsWith(WHILE)) return id
  if (isCopy) return newId()
  throw new CliError('SWEEP_THERE', `This sweep is here already, as "${here.name}".`, COPY)
}

async function refuseTaken({ store }: Engine, name: string): Promise<void> {
  if ((await store.sweepNamed(name)) === undefined) return
  throw new CliError('SWEEP_THERE', `There is a sweep named "${name}" already.`, COPY)
}

const COPY = 'Import it under another name with --name, or delete that one first.'

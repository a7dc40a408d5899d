import { catchUp, courses, networkObjective, numericsId, prepareData } from '@hypersweep/runner'
import { type Extension, extendSpec, type SweepRecord, type SweepSpec, specAt, sweepTrials } from '@hypersweep/sweep'
import type { Context, Engine } from '../context.ts'
import { dataRootOf } from '../data-roots.ts'
import { openTrials } from '../driver.ts'
import { CliError } from '../errors.ts'
import { extensionWords } from '../extension-words.ts'
import { shownFetcher } from '../fetching.ts'
import { findSweep, isWorkedOn } from '../lookup.ts'
import { otherCode } from '../register-sweep.ts'
import { targetOf, withRedisForWorkers } from '../store-options.ts'
import { counted } from '../view/amounts.ts'
import { courseFacts, growthFacts } from './extension-facts.ts'
import { refuseUnlabelled } from './label-flags.ts'
import { type Fact, planOf, planText } from './plan.ts'
import type { PreparedSweep } from './prepared-sweep.ts'
import { refuseHeld } from './refuse-held.ts'
import type { RunFlags } from './run-flags.ts'
import { workOnSweep } from './work-on-sweep.ts'

export interface ExtendFlags extends RunFlags {
  /** Where the data is, where it is not where `run` found it. */
  dataRoot?: string
  /** Whether to train too; else the sweep is extended and left to who works on it. */
  run: boolean
}

export interface Extending {
  name: string
  extension: Extension
  flags: ExtendFlags
  context: Context
}

/** The whole of `hypersweep extend`: says what it will do, extends the sweep, and works on it as `run` does. */
export async function extendSweep({ name, extension, flags, context }: Extending): Promise<void> {
  const storeFlags = withRedisForWorkers(flags, context)
  await using engine = await context.open(targetOf(storeFlags, context))
  const stored = await findSweep(engine, name)
  await refuseOtherCode(stored)
  if (flags.run && !flags.dryRun) refuseHeld(await engine.store.control(stored.id), stored)
  if (flags.run && !flags.dryRun) refuseUnlabelled(engine, stored.spec, flags)
  const spec = extendSpec(stored.spec, extension, networkObjective)
  const root = await dataRootOf(engine, stored, { root: flags.dataRoot, cwd: context.cwd })
  const data = await prepareData(specAt(spec), { root, fetcher: await shownFetcher(context, flags) })
  const prepared: PreparedSweep = { ...data, spec, trials: sweepTrials(spec, networkObjective) }
  const facts = factsOf(stored, prepared)
  if (flags.dryRun) {
    const more = [...facts, ...(await trainedFacts(engine, { ...stored, spec }))]
    return context.out.write(planText({ ...planOf(prepared), more, columns: context.out.columns }))
  }
  const sweep = spec === stored.spec ? stored : await extended(engine, stored, spec)
  const isBusy = isWorkedOn(engine, sweep)
  if (!flags.run) return await leave({ engine, context, sweep, prepared, facts, isBusy })
  if (isBusy) await openAll(engine, sweep, prepared)
  const words = ['extend', name, ...extensionWords(extension), ...dataRootWords(flags)]
  await workOnSweep({ context, engine, sweep, prepared, flags, storeFlags, words, facts })
}

async function refuseOtherCode(sweep: SweepRecord): Promise<void> {
  const own = await numericsId()
  if (own !== sweep.numerics) throw otherCode(sweep, own)
}

function factsOf(stored: SweepRecord, prepared: PreparedSweep): Fact[] {
  const { spec, trials } = prepared
  if (spec === stored.spec) return [['extended', 'already']]
  const fresh = trials.count - sweepTrials(stored.spec, networkObjective).count
  const more: Fact[] = fresh > 0 ? [['new', `${counted(fresh, 'trial')}, numbered from ${trials.count - fresh}`]] : []
  return [...growthFacts(stored.spec, spec), ...more]
}

async function trainedFacts(engine: Engine, sweep: SweepRecord): Promise<Fact[]> {
  return courseFacts(await courses({ ...engine, sweep }, await engine.store.summaries(sweep.id)))
}

/** The spec first: killed after that, the next command that works on the sweep does the rest. */
async function extended({ store }: Engine, stored: SweepRecord, spec: SweepSpec): Promise<SweepRecord> {
  const sweep = await store.replaceSpec(stored.id, stored.spec, spec)
  if (JSON.stringify(sweep.spec) === JSON.stringify(spec)) return sweep
  const got = `${stored.name} was extended by somebody else in the meantime.`
  throw new CliError('EXTENDED_MEANWHILE', got, 'Look at it with --dry-run, then this command again.', { exitCode: 1 })
}

interface Leaving {
  engine: Engine
  context: Context
  sweep: SweepRecord
  prepared: PreparedSweep
  facts: readonly Fact[]
  /** Whether a run of this folder works on it. */
  isBusy: boolean
}

async function leave({ engine, context, sweep, prepared, facts, isBusy }: Leaving): Promise<void> {
  const more = [...facts, ...(await trainedFacts(engine, sweep))]
  context.err.write(planText({ ...planOf(prepared), more, columns: context.err.columns }))
  await openAll(engine, sweep, prepared)
  const others = isBusy ? 'The run that works on it takes them up.' : 'Workers take the trials as they come to them.'
  const way = engine.isPrivate && !isBusy ? 'To train: hypersweep run with its file.' : others
  context.err.write(`${sweep.name} is extended. ${way}\n`)
}

/** Makes the trials, old and new, wait for who works on the sweep. */
async function openAll(engine: Engine, sweep: SweepRecord, { trials }: PreparedSweep): Promise<void> {
  const { store, queue } = engine
  const opening = {
    store,
    queue,
    sweep,
    trials,
    catchUp: (summaries: Parameters<typeof catchUp>[1]) => catchUp({ ...engine, sweep }, summaries),
  }
  // The first round adds what is new, the second offers what waits again.
  await openTrials(opening)
  await openTrials(opening)
}

function dataRootWords({ dataRoot }: ExtendFlags): string[] {
  return dataRoot === undefined ? [] : ['--data-root', dataRoot]
}

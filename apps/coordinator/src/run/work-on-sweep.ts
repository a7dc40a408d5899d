import { courses } from '@hypersweep/runner'
import { behind, isEnded, type SweepRecord, type TrialSummary } from '@hypersweep/sweep'
import type { Context, Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import { type StoreFlags, storeFlagTexts } from '../store-options.ts'
import { counted } from '../view/amounts.ts'
import { againText } from './again-text.ts'
import { detachRun } from './detach.ts'
import { courseFacts } from './extension-facts.ts'
import { growingSweep } from './growing-sweep.ts'
import { type Hands, otherHands, processHands, threadHands } from './hands.ts'
import { type Fact, planOf, planText } from './plan.ts'
import type { PreparedSweep } from './prepared-sweep.ts'
import { refuseHeld } from './refuse-held.ts'
import { checkSomeComplete, reportSweep } from './report-sweep.ts'
import type { RunFlags } from './run-flags.ts'
import { workUntilEnded } from './work-until-ended.ts'

export interface SweepWork {
  context: Context
  engine: Engine
  sweep: SweepRecord
  prepared: PreparedSweep
  flags: RunFlags
  /** The flags by which the store was opened, and by which other commands find it. */
  storeFlags: StoreFlags
  /** The command and its own words, for who wants to type it again: `run sweep.yaml`. */
  words: readonly string[]
  /** What there is to say of the sweep before work begins. */
  facts?: readonly Fact[]
}

/** Works on a registered sweep, or watches, until it has ended, and reports what came out. */
export async function workOnSweep(work: SweepWork): Promise<void> {
  const { context, engine, sweep, prepared, flags, storeFlags, words, facts = [] } = work
  const before = await engine.store.summaries(sweep.id)
  refuseHeld(await engine.store.control(sweep.id), sweep, before)
  const more = [
    whereFact(engine, flags, threadsFor(flags, prepared, context)),
    ...facts,
    ...courseFacts(await courses({ ...engine, sweep }, before)),
    ...goingOnFacts(sweep, before, prepared),
    ...elsewhereFacts(engine, before),
  ]
  // What a file asks for goes to the log of who does it; what an extension comes to is said to who asked for it.
  if (!flags.detach || facts.length > 0) {
    context.err.write(planText({ ...planOf(prepared), more, columns: context.err.columns }))
  }
  if (flags.detach) return detachRun({ context, engine, sweep, words, flags, storeFlags })
  const growing = growingSweep({ store: engine.store, sweep, trials: prepared.trials })
  const again = againText({ program: context.program, words, flags })
  const outcome = await workUntilEnded({
    context,
    engine,
    sweep: growing.sweep,
    prepared,
    growing,
    again,
    isJson: flags.json ?? false,
    hands: (say) => handsFor({ flags, context, engine, prepared, say }),
  })
  if (outcome === 'left') throw left(sweep)
  if (outcome === 'stopped') throw stopped({ sweep, again, goesOn: !engine.isPrivate && flags.workers === undefined })
  if (flags.json) return checkSomeComplete(await engine.store.summaries(sweep.id), sweep)
  await reportSweep({
    context,
    engine,
    sweep: growing.sweep,
    dataset: prepared.dataset,
    storeFlags: storeFlagTexts(storeFlags),
  })
}

interface HandsInput {
  flags: RunFlags
  context: Context
  engine: Engine
  prepared: PreparedSweep
  say: (line: string) => void
}

function handsFor({ flags, context, engine, prepared, say }: HandsInput): Hands {
  const { dataRoot } = prepared
  const log = flags.verbose ? say : () => undefined
  const { threads, workers, label } = flags
  const limits = flags.memory === undefined ? {} : { memoryMb: flags.memory }
  if (workers !== undefined) {
    return processHands({
      context,
      engine,
      count: workers,
      dataRoot,
      log,
      say,
      label,
      ...limits,
      ...(threads !== undefined && { threads }),
    })
  }
  if (!engine.isPrivate) return otherHands({ context, engine })
  return threadHands({
    context,
    engine,
    threads: threadsFor(flags, prepared, context),
    dataRoot,
    log,
    label,
    ...limits,
  })
}

/** A thread without a trial would only take memory. */
function threadsFor({ threads }: RunFlags, { trials }: PreparedSweep, context: Context): number {
  return Math.min(threads ?? context.threads, trials.count)
}

function whereFact(engine: Engine, flags: RunFlags, threads: number): Fact {
  if (flags.workers !== undefined)
    return ['where', `${counted(flags.workers, 'worker process').replace('processs', 'processes')}, ${engine.where}`]
  if (!engine.isPrivate) return ['where', `workers elsewhere, over ${engine.where}`]
  return ['where', `${counted(threads, 'thread')} of this process, ${engine.where}`]
}

function goingOnFacts(sweep: SweepRecord, before: readonly TrialSummary[], { trials }: PreparedSweep): Fact[] {
  const left = new Set(behind(sweep.spec, before).map(({ id }) => id))
  const ended = before.filter((trial) => isEnded(trial) && !left.has(trial.id)).length
  if (before.length === 0 || (ended === 0 && left.size > 0)) return []
  const rest = ended < trials.count ? 'going on with the rest' : 'nothing is left to train'
  return [['so far', `${ended} of ${counted(trials.count, 'trial')} ended before; ${rest}`]]
}

/** A sweep that begins here may have been meant to go on in the other store. */
function elsewhereFacts({ elsewhere }: Engine, before: readonly TrialSummary[]): Fact[] {
  return before.length === 0 && elsewhere !== undefined ? [['note', elsewhere]] : []
}

function left({ name }: SweepRecord): CliError {
  return new CliError('LEFT', `${name} goes on in the other run.`, 'The same command watches again.', { exitCode: 130 })
}

interface Stopped {
  sweep: SweepRecord
  /** The command line that goes on. */
  again: string
  /** Whether workers elsewhere do not stop by it. */
  goesOn: boolean
}

function stopped({ sweep: { name }, again, goesOn }: Stopped): CliError {
  const got = goesOn
    ? `${name} is no longer driven from here; its workers go on with what they were offered.`
    : `${name} is stopped; nothing is lost.`
  const needed = `To ${goesOn ? 'drive it again' : 'go on'}:\n  ${again}`
  return new CliError('STOPPED', got, needed, { exitCode: 130 })
}

import { numericsId } from '@hypersweep/runner'
import { type Control, isEnded, type SweepRecord, type TrialSummary } from '@hypersweep/sweep'
import type { Context, Engine } from '../context.ts'
import { rememberDataRoot } from '../data-roots.ts'
import { CliError } from '../errors.ts'
import { registerSweep } from '../register-sweep.ts'
import { storeFlagTexts, targetOf } from '../store-options.ts'
import { counted } from '../view/amounts.ts'
import { controlState } from '../view/control-text.ts'
import { againText } from './again-text.ts'
import { type Hands, otherHands, processHands, threadHands } from './hands.ts'
import { planText } from './plan.ts'
import { type PreparedSweep, prepareSweep } from './prepared-sweep.ts'
import { checkSomeComplete, reportSweep } from './report-sweep.ts'
import type { RunFlags } from './run-flags.ts'
import { workUntilEnded } from './work-until-ended.ts'

/** The whole of `hypersweep run`: prepares, registers, works or watches until the sweep has ended, and reports. */
export async function runSweep(file: string, flags: RunFlags, context: Context): Promise<void> {
  const prepared = await prepareSweep({ file, cwd: context.cwd, set: flags.set ?? [] })
  if (flags.dryRun) return context.out.write(planText({ ...planOf(prepared), columns: context.out.columns }))
  const storeFlags = withRedisForWorkers(flags, context)
  await using engine = await context.open(targetOf(storeFlags, context, { create: true }))
  const { sweep, renamedTo } = await registerSweep({
    store: engine.store,
    spec: prepared.spec,
    numerics: await numericsId(),
    fresh: flags.fresh ?? false,
  })
  await rememberDataRoot(engine, sweep, prepared.dataRoot)
  if (renamedTo !== undefined) context.err.write(`The sweep that was named ${sweep.name} is ${renamedTo} now.\n`)
  const before = await engine.store.summaries(sweep.id)
  refuseHeld(await engine.store.control(sweep.id), sweep, before)
  const plan = planOf(
    prepared,
    whereText(engine, flags, threadsFor(flags, prepared, context)),
    goingOnText(before, prepared),
  )
  context.err.write(planText({ ...plan, columns: context.err.columns }))
  const again = againText({ program: context.program, file, flags })
  const outcome = await workUntilEnded({
    context,
    engine,
    sweep,
    prepared,
    again,
    isJson: flags.json ?? false,
    hands: (say) => handsFor({ flags, context, engine, prepared, say }),
  })
  if (outcome === 'left') throw left(sweep)
  if (outcome === 'stopped') throw stopped(sweep, again)
  if (flags.json) return checkSomeComplete(await engine.store.summaries(sweep.id), sweep)
  await reportSweep({ context, engine, sweep, dataset: prepared.dataset, storeFlags: storeFlagTexts(storeFlags) })
}

/** What a person has held goes on when a person says so; one that has nothing left to run is reported as any other. */
function refuseHeld(control: Control, { name }: SweepRecord, before: readonly TrialSummary[]): void {
  const cancelled = before.filter(({ state }) => state.status === 'cancelled').length
  const isOver = before.length > 0 && before.every(isEnded) && cancelled === 0
  if (control === 'run' || isOver) return
  const more =
    cancelled === 0 ? '' : `, and ${counted(cancelled, 'trial')} of it ${cancelled === 1 ? 'is' : 'are'} cancelled`
  const needed = `To go on: hypersweep resume ${name}, then this command again.`
  throw new CliError('SWEEP_HELD', `${name} is ${controlState(control)}${more}.`, needed)
}

function planOf({ spec, trials, dataset }: PreparedSweep, ...facts: (readonly [string, string] | undefined)[]) {
  return { spec, trials: trials.count, dataset, more: facts.filter((fact) => fact !== undefined) }
}

function withRedisForWorkers(flags: RunFlags, { redis }: Context): RunFlags {
  return flags.workers !== undefined && (flags.redis ?? redis) === undefined ? { ...flags, redis: 'auto' } : flags
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
  const { threads, workers } = flags
  const limits = flags.memory === undefined ? {} : { memoryMb: flags.memory }
  if (workers !== undefined) {
    return processHands({
      context,
      engine,
      count: workers,
      dataRoot,
      log,
      say,
      ...limits,
      ...(threads !== undefined && { threads }),
    })
  }
  if (!engine.isPrivate) return otherHands()
  return threadHands({ engine, threads: threadsFor(flags, prepared, context), dataRoot, log, ...limits })
}

/** A thread without a trial would only take memory. */
function threadsFor({ threads }: RunFlags, { trials }: PreparedSweep, context: Context): number {
  return Math.min(threads ?? context.threads, trials.count)
}

function whereText(engine: Engine, flags: RunFlags, threads: number): readonly [string, string] {
  if (flags.workers !== undefined)
    return ['where', `${counted(flags.workers, 'worker process').replace('processs', 'processes')}, ${engine.where}`]
  if (!engine.isPrivate) return ['where', `workers elsewhere, over ${engine.where}`]
  return ['where', `${counted(threads, 'thread')} of this process, ${engine.where}`]
}

function goingOnText(
  before: readonly TrialSummary[],
  { trials }: PreparedSweep,
): readonly [string, string] | undefined {
  const ended = before.filter(isEnded).length
  if (before.length === 0) return undefined
  return ['so far', `${ended} of ${counted(trials.count, 'trial')} ended before; going on with the rest`]
}

function left({ name }: SweepRecord): CliError {
  return new CliError('LEFT', `${name} goes on in the other run.`, 'The same command watches again.', { exitCode: 130 })
}

function stopped(sweep: SweepRecord, again: string): CliError {
  return new CliError('STOPPED', `${sweep.name} is stopped; nothing is lost.`, `To go on:\n  ${again}`, {
    exitCode: 130,
  })
}

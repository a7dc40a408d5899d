import { setTimeout as sleep } from 'node:timers/promises'
import { retain } from '@hypersweep/runner'
import { isEnded, type SweepRecord, type TrialId } from '@hypersweep/sweep'
import type { Context, Engine } from '../context.ts'
import { type DriveOptions, drive } from '../driver.ts'
import { CliError } from '../errors.ts'
import { type Progress, progress } from '../progress.ts'
import type { Hands } from './hands.ts'
import { patience } from './patience.ts'
import type { PreparedSweep } from './prepared-sweep.ts'

export interface Work {
  context: Context
  engine: Engine
  sweep: SweepRecord
  prepared: PreparedSweep
  hands(log: (line: string) => void): Hands
}

const PRIVATE_LIMIT_MS = 30_000
/** How long a stop may take. */
const DRAIN_MS = 20_000

/** Works on a sweep until all its trials have ended, or watches while another `run` does; who leaves then stops nothing. */
export async function workUntilEnded(work: Work): Promise<'ended' | 'stopped' | 'left'> {
  const { context, engine, sweep } = work
  const stop = new AbortController()
  let interrupt = () => stop.abort()
  let tooLong: NodeJS.Timeout | undefined
  using _interrupts = context.onInterrupt(() => interrupt())
  using lock = engine.lock(sweep.id) ?? (await lockAfterWatching(work, stop.signal))
  if (lock === undefined) return stop.signal.aborted ? 'left' : 'ended'
  await engine.recover(sweep.id)
  const hands = work.hands((line) => view.say(line))
  const view: Progress = viewOf(work, () => hands.text())
  interrupt = () => {
    if (stop.signal.aborted) {
      hands.kill()
      context.exitNow(130)
    }
    stop.abort()
    view.say('Stopping: the running trials are checkpointed and given back. Ctrl-C again stops at once.')
    tooLong = setTimeout(() => {
      view.say(`Not stopped within ${DRAIN_MS / 1000} s; what is left goes on from its last checkpoint.`)
      hands.kill()
      context.exitNow(130)
    }, DRAIN_MS)
  }
  const driven = drive(driving(work, stop.signal, view))
  try {
    return await Promise.race([driven, hands.failed])
  } catch (error) {
    throw isGone(error) ? deleted(sweep) : error
  } finally {
    stop.abort()
    await Promise.allSettled([driven, hands.drain()])
    clearTimeout(tooLong)
    view.close()
  }
}

/** The whole of a driver's options; a Redis that is away is waited for, and that is said once. */
function driving({ engine, sweep, prepared }: Work, signal: AbortSignal, view: Progress): DriveOptions {
  const seen = new Map<TrialId, string>()
  const { store, queue, checkpoints } = engine
  // Nobody but this run starts its private Redis anew.
  const calm = patience({ say: view.say, ...(engine.isPrivate && { limitMs: PRIVATE_LIMIT_MS }) })
  const options: DriveOptions = {
    store,
    queue,
    sweep,
    trials: prepared.trials,
    signal,
    watch: async (summaries) => {
      calm.well()
      await view.show(summaries)
    },
    tidy: () => retain({ store, checkpoints, sweep, seen }),
  }
  // What is here is cheap to ask, so that the screen is never old; what is across a network less so.
  if (engine.kind === 'embedded') return { ...options, pauseMs: prepared.trials.count > 1000 ? 1000 : 250 }
  return {
    ...options,
    onTrouble: (error) => {
      if (isGone(error)) throw error
      calm.bear(error)
    },
  }
}

/** Whether the store says that there is no such sweep any more. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SWEEP_UNKNOWN'
}

function deleted({ name }: SweepRecord): CliError {
  const got = `${name} was deleted while this run worked on it.`
  return new CliError('SWEEP_DELETED', got, 'The same command begins it anew.', { exitCode: 1 })
}

/** The lock once its holder has gone and trials are left; nothing once all have ended or `signal` aborts. */
async function lockAfterWatching(work: Work, signal: AbortSignal): Promise<Disposable | undefined> {
  const { context, engine, sweep, prepared } = work
  context.err.write(`Another run works on ${sweep.name}; this one watches. Ctrl-C leaves the other running.\n`)
  const view = viewOf(work, () => 'another run')
  try {
    while (!signal.aborted) {
      const summaries = await engine.store.summaries(sweep.id)
      await view.show(summaries)
      if (summaries.length >= prepared.trials.count && summaries.every(isEnded)) return undefined
      const lock = engine.lock(sweep.id)
      if (lock) {
        view.say('The other run has gone; this one goes on.')
        return lock
      }
      await sleep(1000, undefined, { signal }).catch(() => undefined)
    }
    return undefined
  } finally {
    view.close()
  }
}

function viewOf({ context, engine, sweep, prepared }: Work, hands: () => string): Progress {
  return progress({ screen: context.err, store: engine.store, sweep, total: prepared.trials.count, engine: hands })
}

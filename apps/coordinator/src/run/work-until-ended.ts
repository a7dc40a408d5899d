import { catchUp, retain } from '@hypersweep/runner'
import type { SweepRecord, TrialId } from '@hypersweep/sweep'
import { keepCheckpointsHere } from '../checkpoint-place.ts'
import type { Context, Engine } from '../context.ts'
import { type DriveOptions, drive } from '../driver.ts'
import type { Outcome, Progress } from '../progress/progress.ts'
import { progressFor } from '../progress/progress-for.ts'
import type { GrowingSweep } from './growing-sweep.ts'
import type { Hands } from './hands.ts'
import { idleAdvice } from './idle-advice.ts'
import { patience } from './patience.ts'
import type { PreparedSweep } from './prepared-sweep.ts'
import { stopInTwo } from './stop-in-two.ts'
import { watchUntilEnded } from './watch-until-ended.ts'

export interface Work {
  context: Context
  engine: Engine
  sweep: SweepRecord
  prepared: PreparedSweep
  growing: GrowingSweep
  hands(log: (line: string) => void): Hands
  /** The command line that goes on with it. */
  again: string
  /** Whether events for programs take the place of what people see. */
  isJson?: boolean
}

const PRIVATE_LIMIT_MS = 30_000

/** Works on a sweep until all its trials have ended, or watches while another `run` does; who leaves then stops nothing. */
export async function workUntilEnded(work: Work): Promise<'ended' | 'stopped' | 'left'> {
  const { context, engine, sweep, prepared } = work
  const stop = new AbortController()
  let interrupt = () => stop.abort()
  using _interrupts = context.onInterrupt(() => interrupt())
  let engineText = () => 'another run'
  const view = progressFor({
    context,
    isJson: work.isJson ?? false,
    store: engine.store,
    sweep,
    total: prepared.trials.count,
    engine: () => engineText(),
  })
  let outcome: Outcome = 'failed'
  try {
    using lock = engine.lock(sweep.id) ?? (await lockAfterWatching(work, view, stop.signal))
    if (lock === undefined) {
      outcome = stop.signal.aborted ? 'left' : 'ended'
      return outcome
    }
    await keepCheckpointsHere(engine, sweep)
    await engine.recover(sweep.id)
    const hands = work.hands(view.say)
    engineText = () => hands.text()
    using stopping = stopInTwo({ stop, hands, view, again: work.again, exitNow: context.exitNow })
    interrupt = stopping.interrupt
    outcome = await driveWith(work, hands, view, stop)
    return outcome
  } finally {
    view.close(outcome)
  }
}

async function driveWith(
  work: Work,
  hands: Hands,
  view: Progress,
  stop: AbortController,
): Promise<'ended' | 'stopped'> {
  const { engine, sweep } = work
  const options = driving(work, hands, view, stop.signal)
  const driven = drive(options)
  try {
    return await Promise.race([driven, hands.failed])
  } finally {
    stop.abort()
    await Promise.allSettled([driven, hands.drain()])
    // Since it was last done, quick trials may have left hundreds of checkpoints.
    await Promise.resolve(options.tidy?.()).catch(() => undefined)
    // What was given back waits again: the last thing to be seen is how the sweep is left.
    await engine.store.summaries(sweep.id).then(view.show, () => undefined)
  }
}

/** The whole of a driver's options; a Redis that is away is waited for, and that is said once. */
function driving(work: Work, hands: Hands, view: Progress, signal: AbortSignal): DriveOptions {
  const { engine, sweep, prepared, growing } = work
  const seen = new Map<TrialId, string>()
  const { store, queue, checkpoints } = engine
  // Nobody but this run starts its private Redis anew.
  const calm = patience({ say: view.say, ...(engine.isPrivate && { limitMs: PRIVATE_LIMIT_MS }) })
  const adviseIdle = hands.advice === undefined ? undefined : idleAdvice({ say: view.say, advice: hands.advice })
  const options: DriveOptions = {
    store,
    queue,
    sweep,
    trials: growing.trials,
    catchUp: async (summaries) => {
      const news = await growing.notice(summaries)
      if (news !== undefined) view.say(news)
      return catchUp({ store, checkpoints, sweep }, summaries)
    },
    signal,
    watch: async (summaries) => {
      calm.well()
      await view.show(summaries)
      if (adviseIdle && (await store.control(sweep.id)) === 'run') adviseIdle(summaries)
    },
    tidy: () => retain({ store, checkpoints, sweep, seen }),
  }
  // What is here is cheap to ask, so that the screen is never old; what is across a network less so.
  if (engine.kind === 'embedded') return { ...options, pauseMs: prepared.trials.count > 1000 ? 1000 : 250 }
  return { ...options, onTrouble: calm.bear }
}

/** The lock once its holder has gone and trials are left; nothing once all have ended or `signal` aborts. */
async function lockAfterWatching(work: Work, view: Progress, signal: AbortSignal): Promise<Disposable | undefined> {
  const { context, engine, sweep, prepared } = work
  context.err.write(`Another run works on ${sweep.name}; this one watches. Ctrl-C leaves the other running.\n`)
  let lock: Disposable | undefined
  const isEnough = () => {
    lock = engine.lock(sweep.id)
    return lock !== undefined
  }
  const { store } = engine
  await watchUntilEnded({ store, sweep, total: prepared.trials.count, view, signal, isEnough })
  if (lock) view.say('The other run has gone; this one goes on.')
  return lock
}

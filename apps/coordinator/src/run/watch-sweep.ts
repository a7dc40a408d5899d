import { networkObjective } from '@hypersweep/runner'
import { type SweepRecord, sweepTrials } from '@hypersweep/sweep'
import type { Context, Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import { isWorkedOn } from '../lookup.ts'
import type { Outcome } from '../progress/progress.ts'
import { progressFor } from '../progress/progress-for.ts'
import { patience } from './patience.ts'
import { checkSomeComplete } from './report-sweep.ts'
import { watchUntilEnded } from './watch-until-ended.ts'

export interface WatchOptions {
  context: Context
  engine: Engine
  sweep: SweepRecord
  /** Whether events for programs take the place of what people see. */
  isJson: boolean
}

/** A store in a file that does not answer is broken; a Redis that is away may come back. */
const LIMIT_MS = 30_000
/** Of more trials than this there is much to read each time. */
const MANY = 1000

/**
 * The whole of `status --watch`: shows a sweep until it has ended, and ends as its run would. It writes nothing and
 * takes no lock that lasts, so that any number may watch, and leaving harms nobody.
 *
 * @throws CliError LEFT, exit 130, after an interrupt; NONE_COMPLETE, exit 1
 */
export async function watchSweep({ context, engine, sweep, isJson }: WatchOptions): Promise<void> {
  const { store, isPrivate } = engine
  const stop = new AbortController()
  using _interrupts = context.onInterrupt(() => stop.abort())
  const total = sweepTrials(sweep.spec, networkObjective).count
  const text = whoWorks(engine, sweep)
  const view = progressFor({ context, isJson, store, sweep, total, engine: text })
  const calm = patience({ say: view.say, ...(isPrivate && { limitMs: LIMIT_MS }) })
  let outcome: Outcome = 'failed'
  try {
    const end = await watchUntilEnded({
      store,
      sweep,
      total,
      view,
      signal: stop.signal,
      pauseMs: engine.kind === 'embedded' && total <= MANY ? 500 : 1000,
      onLook: calm.well,
      onTrouble: calm.bear,
    })
    outcome = end === 'ended' ? 'ended' : 'left'
  } finally {
    view.close(outcome)
  }
  if (outcome === 'left') throw left(sweep)
  checkSomeComplete(await store.summaries(sweep.id), sweep)
}

/** Asking who works on it takes the lock for a moment: not each time, so that a run that starts finds it free. */
function whoWorks(engine: Engine, sweep: SweepRecord): () => string {
  let askedAt = -Infinity
  let isRun = false
  return () => {
    if (performance.now() - askedAt > 5000) {
      askedAt = performance.now()
      isRun = isWorkedOn(engine, sweep)
    }
    return isRun || !engine.isPrivate ? 'watching' : 'watching, no run'
  }
}

function left({ name }: SweepRecord): CliError {
  return new CliError('LEFT', `No longer watching; ${name} is as it was.`, '', { exitCode: 130 })
}

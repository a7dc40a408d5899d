import type { MessagePort } from 'node:worker_threads'
import { acknowledge, beats, type Control, createControl, requestStop } from './control.ts'
import { mailbox } from './mailbox.ts'
import { type ThreadMessage, type TrainedEpoch, type TrainOutcome, validMessage } from './messages.ts'

/**
 * One trial under way on a thread, seen from the main thread.
 *
 *     for await (const epoch of training) …   // asking for the next epoch acknowledges this one; leaving the loop stops
 *     const outcome = await training.outcome  // known once the loop is over
 */
export interface Training extends AsyncIterable<TrainedEpoch> {
  readonly outcome: Promise<TrainOutcome>
  /** Signs of life of the thread, one with each batch; 0 before it has begun. */
  readonly beats: number
  /** Asks the thread to end after the running batch; the epochs it had finished still come. */
  stop(): void
  /** Kills the thread, for one that does not listen any more; the outcome is `failed` with these words. */
  kill(code: string, message: string): void
}

export interface Thread {
  control: Control
  /** Aborting it kills the thread. */
  signal: AbortSignal
}

/** Starts `run`, which gives the other end of `port` to a thread and settles when that one is done or dead. */
export function startTraining(
  port: MessagePort,
  run: (thread: Thread) => Promise<unknown>,
  onFirstStep: () => void = () => undefined,
): Training {
  const control = createControl()
  const death = new AbortController()
  let killed: TrainOutcome | undefined
  const ended = run({ control, signal: death.signal }).catch((error: unknown) => error)
  const outcome = Promise.withResolvers<TrainOutcome>()
  return {
    outcome: outcome.promise,
    get beats() {
      return beats(control)
    },
    stop: () => requestStop(control),
    kill(code, message) {
      if (killed !== undefined) return
      killed = { status: 'failed', code, message }
      death.abort()
    },
    async *[Symbol.asyncIterator]() {
      const letters = mailbox<unknown>(port, ended)
      const next = async (): Promise<Exclude<ThreadMessage, { kind: 'first step' }> | undefined> => {
        const letter = validMessage(await letters.next())
        if (letter?.kind !== 'first step') return letter
        onFirstStep()
        return next()
      }
      let letter = await next()
      try {
        for (; letter?.kind === 'epoch'; letter = await next()) {
          yield letter.epoch
          acknowledge(control)
        }
      } finally {
        requestStop(control)
        while (letter?.kind === 'epoch') letter = await next()
        outcome.resolve(letter?.outcome ?? killed ?? deathOf(await ended))
      }
    },
  }
}

/**
 * The outcome where the thread posted none. What the pool answered says only how the thread ended, never that the trial
 * went well: Piscina takes a thrown `null` for success.
 */
function deathOf(ending: unknown): TrainOutcome {
  const code = ending instanceof Error && 'code' in ending ? String(ending.code) : 'THREAD_ENDED'
  const why = ending instanceof Error ? ending.message : 'it returned without an outcome'
  return { status: 'failed', code, message: `The training thread ended: ${why}.` }
}

import type { MessagePort } from 'node:worker_threads'
import { acknowledge, type Control, createControl, requestStop } from './control.ts'
import { mailbox } from './mailbox.ts'
import type { ThreadMessage, TrainedEpoch, TrainOutcome } from './messages.ts'

/**
 * One trial under way on a thread, seen from the main thread.
 *
 *     for await (const epoch of training) …   // asking for the next epoch acknowledges this one; leaving the loop stops
 *     const outcome = await training.outcome  // known once the loop is over
 */
export interface Training extends AsyncIterable<TrainedEpoch> {
  readonly outcome: Promise<TrainOutcome>
  /** Asks the thread to end after the running batch; the epochs it had finished still come. */
  stop(): void
}

/** Starts `run`, which gives the other end of `port` to a thread and settles when that one is done or dead. */
export function startTraining(port: MessagePort, run: (control: Control) => Promise<unknown>): Training {
  const control = createControl()
  const ended = run(control).catch((error: unknown) => error)
  const outcome = Promise.withResolvers<TrainOutcome>()
  return {
    outcome: outcome.promise,
    stop: () => requestStop(control),
    async *[Symbol.asyncIterator]() {
      const letters = mailbox<ThreadMessage>(port, ended)
      let letter = await letters.next()
      try {
        for (; letter?.kind === 'epoch'; letter = await letters.next()) {
          yield letter.epoch
          acknowledge(control)
        }
      } finally {
        requestStop(control)
        while (letter?.kind === 'epoch') letter = await letters.next()
        outcome.resolve(letter?.outcome ?? deathOf(await ended))
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

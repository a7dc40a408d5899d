import { expect, vi } from 'vitest'
import type { TrialId } from '../trial.ts'
import type { Handled, TrialQueue } from './trial-queue.ts'

export interface ConsumerOptions {
  /** How long the suite waits for what must happen. */
  patienceMs: number
  handle?: (trial: TrialId) => Promise<Handled>
  concurrency?: number
  stop?: AbortController
}

/** Consumes a queue until it is disposed of, and notes what was handed out. */
export function consumer(queue: TrialQueue, options: ConsumerOptions) {
  const { patienceMs, handle, concurrency = 4, stop = new AbortController() } = options
  const givenUp = Promise.withResolvers<Handled>()
  const handled: TrialId[] = []
  const ended = queue.consume(
    (trial) => {
      handled.push(trial)
      return Promise.race([handle?.(trial) ?? Promise.resolve<Handled>('done'), givenUp.promise])
    },
    { concurrency, signal: stop.signal },
  )
  return {
    handled,
    abort: () => stop.abort(),
    /** Waits until `consume` has resolved. */
    ended: async () => expect(await resolvesWithin(patienceMs, ended)).toBe(true),
    /** Waits until exactly these were handed out, in any order. */
    saw: (...trials: TrialId[]) =>
      vi.waitFor(() => expect(handled.toSorted()).toEqual(trials.toSorted()), { timeout: patienceMs, interval: 5 }),
    /** Handlers that a failed check left hanging are answered, so that the next check begins in peace. */
    async [Symbol.asyncDispose]() {
      stop.abort()
      givenUp.resolve('done')
      await resolvesWithin(patienceMs, ended)
    },
  }
}

/** Waits until the queue knows nothing more: then everything was handed out that ever will be. */
export async function forgotten(queue: TrialQueue, patienceMs: number): Promise<void> {
  await vi.waitFor(async () => expect(await queue.known()).toEqual(new Set()), { timeout: patienceMs, interval: 5 })
}

async function resolvesWithin(ms: number, promise: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  return Promise.race([promise.then(() => true), late]).finally(() => clearTimeout(timer))
}

import { isEndedForGood, type SweepStore, type TrialQueue } from '@hypersweep/sweep'
import { reason } from '../errors.ts'
import type { Log } from '../log.ts'
import { offerLost } from './offer-lost.ts'

export interface IdleOptions {
  store: SweepStore
  queue: TrialQueue
  /** Whether anything is under way; asked now and then. */
  isBusy: () => boolean
  everyMs: number
  log: Log
}

/**
 * A worker that has had nothing to do for a while looks whether the queue has lost trials that the store still has open,
 * and offers them again: the driver that would may be dead.
 */
export function reconcileWhenIdle({ store, queue, isBusy, everyMs, log }: IdleOptions): Disposable {
  const ended = new Set<string>()
  let wasIdle = false
  let isLooking = false
  const look = async () => {
    const known = await queue.known()
    for (const sweep of await store.sweeps()) {
      if (ended.has(sweep.id)) continue
      const summaries = await store.summaries(sweep.id)
      const count = await offerLost({ store, queue, known, summaries })
      if (count > 0) log(`${sweep.name}: the queue had lost ${count} of its trials; they are offered again`)
      // Only `reopen` and a driver open more, and both offer what they open.
      if (summaries.length > 0 && summaries.every(isEndedForGood)) ended.add(sweep.id)
    }
  }
  const tick = async () => {
    const isIdle = !isBusy()
    const isDue = isIdle && wasIdle && !isLooking
    wasIdle = isIdle
    if (!isDue) return
    isLooking = true
    await look().catch((error: unknown) => log(`lost trials could not be looked for: ${reason(error)}`))
    isLooking = false
  }
  const timer = setInterval(() => void tick(), everyMs)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

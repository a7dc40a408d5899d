import type { Decline, SweepRecord, SweepStore } from '@hypersweep/sweep'
import { type Log, onceEach } from '../log.ts'

/** How a worker tells which sweeps it leaves to others. */
export interface Declining {
  /** Says why in the log, once, and in the store, now and then: what is said there is forgotten after a while. */
  decline(sweep: SweepRecord, reason: Decline['reason'], text: string): Promise<void>
  /** Takes back what was said of the sweep, if anything was. */
  accept(sweep: SweepRecord): Promise<void>
}

export interface DecliningOptions {
  store: SweepStore
  /** This worker's name, for people. */
  worker: string
  log: Log
  /** Milliseconds on a clock that never goes back. */
  now?: () => number
}

/** A queue may hand out a trial every few seconds; the store forgets after a minute. */
const EVERY_MS = 10_000
/** Longer reasons are cut off in the store. */
const MOST_CHARACTERS = 500

export function declining({ store, worker, log, now = () => performance.now() }: DecliningOptions): Declining {
  const told = new Map<string, { at: number; text: string }>()
  const sayOnce = onceEach(log)
  return {
    async decline({ id, name }, reason, text) {
      sayOnce(`${name}: left to others: ${text}`)
      const last = told.get(id)
      if (last?.text === text && now() - last.at < EVERY_MS) return
      told.set(id, { at: now(), text })
      await store.decline(id, { worker, reason, text: text.slice(0, MOST_CHARACTERS) })
    },
    async accept({ id }) {
      if (told.delete(id)) await store.accept(id, worker)
    },
  }
}

import { DECLINE_LEASES, type Decline, KEPT_DECLINES, type SweepStore } from '@hypersweep/sweep'
import type { MemoryState } from './memory-sweep-store.ts'

/** A decline, and until when it holds. */
export interface KeptDecline {
  decline: Decline
  until: number
}

export type DeclineMethods = Pick<SweepStore, 'decline' | 'accept' | 'declines'>

/** The part of the memory store about who leaves a sweep to others. */
export function memoryDeclines(
  { sweeps, declines }: MemoryState,
  lease: () => { now: number; leaseMs: number },
): DeclineMethods {
  const of = (sweepId: string) => declines.get(sweepId) ?? new Map<string, KeptDecline>()
  return {
    decline: async (sweepId, decline) => {
      if (!sweeps.has(sweepId)) return
      const [kept, { now, leaseMs }] = [of(sweepId), lease()]
      // Anew, for maps keep the order of insertion.
      kept.delete(decline.worker)
      kept.set(decline.worker, { decline, until: now + DECLINE_LEASES * leaseMs })
      declines.set(sweepId, new Map([...kept].slice(-KEPT_DECLINES)))
    },
    accept: async (sweepId, worker) => void of(sweepId).delete(worker),
    declines: async (sweepId) => {
      const live = [...of(sweepId).values()].filter(({ until }) => until > lease().now)
      return live.map(({ decline }) => decline).toSorted((a, b) => (a.worker < b.worker ? -1 : 1))
    },
  }
}

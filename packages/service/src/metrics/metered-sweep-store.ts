import type { SweepStore, TrialEnd } from '@hypersweep/sweep'

/** What is counted of the writes to a store. */
export interface StoreCounts {
  /** An epoch was trained, and reported. */
  epoch(samples: number): void
  ended(end: TrialEnd): void
  /** A write was refused, since another worker has the trial. */
  refused(): void
}

/** The same store, which tells of the writes of a worker. */
export function meteredSweepStore(store: SweepStore, counts: StoreCounts): SweepStore {
  const told = <Reply extends { status: string }>(reply: Reply): Reply => {
    if (reply.status === 'stale') counts.refused()
    return reply
  }
  return {
    ...store,
    renew: async (claim) => told(await store.renew(claim)),
    release: async (claim, setback) => told(await store.release(claim, setback)),
    async report(claim, report, extra) {
      const reply = told(await store.report(claim, report, extra))
      const { seconds, samplesPerSecond } = extra.timing
      // One without a time was trained in a life that is over, and is told again to a store that lost it.
      if (reply.status === 'accepted' && seconds > 0) counts.epoch(Math.round(seconds * samplesPerSecond))
      return reply
    },
    async finish(claim, end) {
      const reply = told(await store.finish(claim, end))
      if (reply.status === 'accepted') counts.ended(end)
      return reply
    },
  }
}

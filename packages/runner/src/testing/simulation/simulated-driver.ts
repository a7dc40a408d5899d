import type { SweepStore } from '@hypersweep/sweep'
import { offerLost } from '../../reconcile/offer-lost.ts'
import type { QueueServer } from './lossy-queue.ts'
import { pause } from './pause.ts'
import { queueOf } from './simulated-worker.ts'

/** What a driver does each second; it keeps nothing between its rounds. */
export interface SimulatedDriver {
  start(): void
  kill(): void
}

const ROUND_MS = 1000

export function simulatedDriver(store: SweepStore, server: QueueServer, sweepId: string): SimulatedDriver {
  const queue = queueOf(server)
  let lives = 0
  const live = async (life: number) => {
    while (life === lives) {
      const known = await server.known()
      await offerLost({ store, queue, known, summaries: await store.summaries(sweepId) })
      await pause(ROUND_MS)
    }
  }
  return {
    start: () => void live(++lives),
    kill: () => void lives++,
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { healthRoute, type Listen, readyRoute, startService } from '@hypersweep/service'
import type { Snapshot } from '@hypersweep/service/metrics'
import type { TrialQueue } from '@hypersweep/sweep'
import { vitals } from './vitals.ts'

export interface ToldVitalsOptions {
  listen: Listen
  allowHosts: readonly string[]
  /** How many processes there are. */
  count: number
  /** Asked now and then, to see whether Redis answers. */
  queue: Pick<TrialQueue, 'depth'>
  /** Aborted when the worker drains. */
  leaving: AbortSignal
  log: (line: string, fields?: { level: 'error' }) => void
}

/** Lets others ask how a worker is. */
export interface ToldVitals extends AsyncDisposable {
  url: string
  /** A process of this place starts. */
  starts(place: number): void
  /** What it says that it has counted and measured, which is a sign of life. */
  saw(place: number, snapshot: unknown): void
  /** It has died, and with it so many trials. */
  died(place: number, trials: number): void
}

const ASKED_EVERY_MS = 5000

/**
 * Answers `/healthz`, `/readyz` and `/metrics` for a supervisor and its processes.
 *
 * @throws ServiceError LISTEN_FAILED where the port is taken, or the host is none of this machine's
 */
export async function toldVitals(options: ToldVitalsOptions): Promise<ToldVitals> {
  const { listen, allowHosts, count, queue, leaving, log } = options
  const { metricsRoute, supervisorMetrics } = await import('@hypersweep/service/metrics')
  const known = vitals({ count, leaving })
  const metrics = supervisorMetrics({ isRedisReachable: () => known.isRedisReachable })
  const service = await startService({
    listen,
    allowHosts,
    routes: [healthRoute(known.alive), readyRoute(known.ready), metricsRoute(metrics.scrape)],
    onFault: (error) => log(`HTTP: ${String(error)}`, { level: 'error' }),
  })
  const end = new AbortController()
  const watching = watchRedis(queue, known.redisAnswered, end.signal)
  return {
    url: service.url,
    starts: known.sign,
    saw(place, snapshot) {
      known.sign(place)
      metrics.saw(place, snapshot as Snapshot)
    },
    died: metrics.died,
    async [Symbol.asyncDispose]() {
      end.abort()
      await service[Symbol.asyncDispose]()
      await watching
    },
  }
}

async function watchRedis(queue: ToldVitalsOptions['queue'], answered: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // What it cannot do is told by who works with it.
    await queue.depth().then(answered, () => undefined)
    await sleep(ASKED_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}

import { Gauge, type Registry } from 'prom-client'
import { ownRegistry } from './own-registry.ts'
import { processMetrics } from './process-metrics.ts'
import { retriesCounter } from './retries-counter.ts'
import type { Scrape, Snapshot } from './snapshot.ts'

export interface SupervisorMetricsOptions {
  /** Whether Redis has answered lately. */
  isRedisReachable: () => boolean
}

/** What a worker tells Prometheus: the metrics of its processes by their places, and its own. */
export interface SupervisorMetrics {
  saw(place: number, snapshot: Snapshot): void
  /** A process has died, and with it so many trials, which are given back. */
  died(place: number, trials: number): void
  scrape(): Promise<Scrape>
}

const OWN = 'supervisor'

export function supervisorMetrics({ isRedisReachable }: SupervisorMetricsOptions): SupervisorMetrics {
  const registry = ownRegistry()
  const registers = [registry]
  const retries = retriesCounter(registers, ['crash'])
  redisGauge(registers, isRedisReachable)
  const processes = processMetrics()
  return {
    saw: (place, snapshot) => processes.saw(String(place), snapshot),
    died(place, trials) {
      processes.died(String(place))
      retries.inc({ reason: 'crash' }, trials)
    },
    async scrape() {
      processes.saw(OWN, await registry.getMetricsAsJSON())
      return processes.scrape()
    },
  }
}

/** Asked at each scrape. */
export function redisGauge(registers: Registry[], isReachable: () => boolean): void {
  new Gauge({
    name: 'hypersweep_redis_reachable',
    help: '1 where Redis has answered lately, else 0.',
    registers,
    collect() {
      this.set(Number(isReachable()))
    },
  })
}

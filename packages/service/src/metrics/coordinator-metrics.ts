import type { QueueDepth, SweepRecord, TrialSummary } from '@hypersweep/sweep'
import { TRIAL_STATES } from '@hypersweep/sweep'
import { Gauge, Histogram, type Registry } from 'prom-client'
import { ownRegistry } from './own-registry.ts'
import type { Scrape } from './snapshot.ts'
import { redisGauge } from './supervisor-metrics.ts'

export interface CoordinatorMetricsOptions {
  /** Asks the queue; at most every few seconds, however often this is scraped. */
  depth: () => Promise<QueueDepth>
  now?: () => number
}

/** What a coordinator tells Prometheus. */
export interface CoordinatorMetrics {
  /** Told which sweeps there are: of others it tells no more. */
  sweeps(sweeps: readonly Pick<SweepRecord, 'id'>[]): void
  /** Told what the driver has read of a sweep. */
  sweep(sweep: Pick<SweepRecord, 'id' | 'name' | 'createdAt'>, summaries: readonly TrialSummary[]): void
  /** A round of driving a sweep took so long. */
  round(seconds: number): void
  scrape(): Promise<Scrape>
}

/** A person who has more sweeps looks at the newest. */
const MOST_SWEEPS = 100
const DEPTH_LASTS_MS = 5000
const ROUND_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export function coordinatorMetrics({
  depth,
  now = () => performance.now(),
}: CoordinatorMetricsOptions): CoordinatorMetrics {
  const registry = ownRegistry()
  const registers = [registry]
  const sweeps = sweepGauge(registers)
  const queue = queueGauges(registers)
  const askDepth = lasting(depth, DEPTH_LASTS_MS, now)
  let isReachable = false
  redisGauge(registers, () => isReachable)
  const rounds = new Histogram({
    name: 'hypersweep_driver_round_seconds',
    help: 'Time of one round of driving one sweep.',
    buckets: ROUND_SECONDS,
    registers,
  })
  return {
    ...sweeps,
    round: (seconds) => rounds.observe(seconds),
    async scrape() {
      const found = await askDepth().catch(() => undefined)
      isReachable = found !== undefined
      queue(found)
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

function sweepGauge(registers: Registry[]): Pick<CoordinatorMetrics, 'sweep' | 'sweeps'> {
  const known = new Map<string, { name: string; createdAt: number }>()
  const trials = new Gauge({
    name: 'hypersweep_trials',
    help: `Trials by state, of the newest ${MOST_SWEEPS} sweeps that this coordinator drives or that have ended.`,
    labelNames: ['sweep', 'state'],
    registers,
  })
  const forget = (id: string) => {
    const sweep = known.get(id)?.name
    if (sweep !== undefined) for (const state of TRIAL_STATES) trials.remove({ sweep, state })
    known.delete(id)
  }
  return {
    sweep({ id, name, createdAt }, summaries) {
      if (known.get(id)?.name !== name) forget(id)
      known.set(id, { name, createdAt })
      const counts = Map.groupBy(summaries, ({ state }) => state.status)
      for (const state of TRIAL_STATES) trials.set({ sweep: name, state }, counts.get(state)?.length ?? 0)
      if (known.size > MOST_SWEEPS) forget(oldestOf(known))
    },
    sweeps(sweeps) {
      const ids = new Set(sweeps.map(({ id }) => id))
      for (const id of [...known.keys()].filter((each) => !ids.has(each))) forget(id)
    },
  }
}

function oldestOf(sweeps: ReadonlyMap<string, { createdAt: number }>): string {
  return [...sweeps].reduce((oldest, each) => (each[1].createdAt < oldest[1].createdAt ? each : oldest))[0]
}

/** Where the queue does not answer there is nothing to tell: the last that it said is no longer true. */
function queueGauges(registers: Registry[]): (depth: QueueDepth | undefined) => void {
  const states = new Gauge({
    name: 'hypersweep_queue_trials',
    help: 'Trials in the queue, by state.',
    labelNames: ['state'],
    registers,
  })
  const oldest = new Gauge({
    name: 'hypersweep_queue_oldest_seconds',
    help: 'How long ago the trial that is next was offered; 0 where none waits.',
    labelNames: [],
    registers,
  })
  return (depth) => {
    states.reset()
    oldest.remove()
    if (depth === undefined) return
    const { oldestSeconds, ...counts } = depth
    for (const [state, count] of Object.entries(counts)) states.set({ state }, count)
    oldest.set(oldestSeconds)
  }
}

/** Asks once for all who ask within so long; one who asks while an answer is awaited waits for the same. */
function lasting<T>(ask: () => Promise<T>, lastsMs: number, now: () => number): () => Promise<T> {
  let [answer, askedAt] = [undefined as Promise<T> | undefined, Number.NEGATIVE_INFINITY]
  return () => {
    if (answer === undefined || now() - askedAt >= lastsMs) [answer, askedAt] = [ask(), now()]
    return answer
  }
}

import type { CheckpointStore, FailReason, SweepStore } from '@hypersweep/sweep'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { meteredCheckpointStore } from './metered-checkpoint-store.ts'
import { meteredSweepStore } from './metered-sweep-store.ts'
import { ownRegistry } from './own-registry.ts'
import { OWN_REASONS, retriesCounter } from './retries-counter.ts'
import type { Snapshot } from './snapshot.ts'

export interface WorkerMetricsOptions {
  threads: number
  /** What the process may take before it stops its newest trial. */
  memoryBytes: number
}

/** What one process that trains counts and measures. */
export interface WorkerMetrics {
  store(store: SweepStore): SweepStore
  checkpoints(store: CheckpointStore): CheckpointStore
  /** Hears from the runner what no port sees. */
  observer: { firstStep(seconds: number): void; triedAgain(reason: FailReason): void }
  /** Told how many threads train. */
  busy(threads: number): void
  snapshot(): Promise<Snapshot>
}

const FAIL_REASONS = ['invalid', 'diverged', 'error', 'timeout', 'memory', 'mismatch', 'quarantined'] as const

/** From a warm thread that only needs a job to a trial that waits for a large checkpoint. */
const START_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
/** From a local disk to a far-away object store. */
const WRITE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const KIBIBYTE = 1024
const CHECKPOINT_BYTES = Array.from({ length: 11 }, (_, power) => KIBIBYTE * 4 ** power)

export function workerMetrics({ threads, memoryBytes }: WorkerMetricsOptions): WorkerMetrics {
  const registry = ownRegistry()
  const registers = [registry]
  const { epochs, samples, ended, refused } = trialCounters(registers)
  const { start, writeSeconds, bytes } = histograms(registers)
  const retries = retriesCounter(registers, OWN_REASONS)
  const gauges = threadGauges(registers)
  gauges.threads.set(threads)
  gauges.memory.set(memoryBytes)
  const counts = {
    epoch(rows: number) {
      epochs.inc()
      samples.inc(rows)
    },
    ended: (end: Parameters<SweepStore['finish']>[1]) =>
      ended.inc({ state: end.status, reason: end.status === 'failed' ? end.reason : '' }),
    refused: () => refused.inc(),
  }
  const saved = (seconds: number, size: number) => {
    writeSeconds.observe(seconds)
    bytes.observe(size)
  }
  return {
    store: (store) => meteredSweepStore(store, counts),
    checkpoints: (store) => meteredCheckpointStore(store, saved),
    observer: {
      firstStep: (seconds) => start.observe(seconds),
      triedAgain: (reason) => retries.inc({ reason }),
    },
    busy: (busy) => gauges.busy.set(busy),
    snapshot: () => registry.getMetricsAsJSON(),
  }
}

function trialCounters(registers: Registry[]) {
  const ended = new Counter({
    name: 'hypersweep_trials_ended_total',
    help: 'Trials that this worker has brought to their end, by state and, for failed ones, by reason.',
    labelNames: ['state', 'reason'],
    registers,
  })
  // A rate sees a first failure only where there was a 0 before it.
  ended.inc({ state: 'complete', reason: '' }, 0)
  for (const reason of FAIL_REASONS satisfies readonly FailReason[]) ended.inc({ state: 'failed', reason }, 0)
  return {
    ended,
    epochs: new Counter({ name: 'hypersweep_epochs_total', help: 'Epochs that were trained and reported.', registers }),
    samples: new Counter({
      name: 'hypersweep_samples_total',
      help: 'Training rows that went through a network in these epochs.',
      registers,
    }),
    refused: new Counter({
      name: 'hypersweep_stale_writes_refused_total',
      help: 'Writes that the store refused since another worker has the trial.',
      registers,
    }),
  }
}

function histograms(registers: Registry[]) {
  return {
    start: new Histogram({
      name: 'hypersweep_claim_to_start_seconds',
      help: 'Time from an accepted claim to the first step of its training.',
      buckets: START_SECONDS,
      registers,
    }),
    writeSeconds: new Histogram({
      name: 'hypersweep_checkpoint_write_seconds',
      help: 'Time until a checkpoint was durable.',
      buckets: WRITE_SECONDS,
      registers,
    }),
    bytes: new Histogram({
      name: 'hypersweep_checkpoint_bytes',
      help: 'Size of a checkpoint.',
      buckets: CHECKPOINT_BYTES,
      registers,
    }),
  }
}

function threadGauges(registers: Registry[]) {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
  return {
    threads: gauge('hypersweep_threads', 'Threads that can train.'),
    busy: gauge('hypersweep_threads_busy', 'Threads that train.'),
    memory: gauge('hypersweep_memory_limit_bytes', 'Resident memory at which a process stops its newest trial.'),
  }
}

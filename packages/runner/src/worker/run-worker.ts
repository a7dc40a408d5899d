import type { CheckpointStore, Handled, SweepStore, TrialId, TrialQueue } from '@hypersweep/sweep'
import { reason } from '../errors.ts'
import { loadKernels } from '../kernels/load-kernels.ts'
import type { Log } from '../log.ts'
import { numericsId } from '../numerics/numerics-id.ts'
import { threadPool } from '../pool/thread-pool.ts'
import type { TrialContext } from '../trial/context.ts'
import { openSweeps } from '../trial/open-sweeps.ts'
import { runTrial } from '../trial/run-trial.ts'

export interface WorkerOptions {
  queue: TrialQueue
  store: SweepStore
  checkpoints: CheckpointStore
  /** How many trials are trained at once, one on each thread. */
  threads: number
  /** This worker's name, for people. */
  worker: string
  /** Where data sets are looked for. */
  dataRoot: string
  log: Log
  /** Aborting drains: trials under way are checkpointed and given back, nothing new is taken. */
  signal: AbortSignal
  /** How often a lease is renewed; a third of how long the store's leases last. */
  renewMs?: number
}

/**
 * Takes trials from the queue and trains them, until `signal` aborts. In a worker process and in `run` alike.
 *
 * @throws RunnerError KERNELS_MISSING, KERNELS_BROKEN, THREAD_START when this machine cannot train
 */
export async function runWorker({
  renewMs = 5_000,
  dataRoot,
  threads,
  queue,
  signal,
  ...own
}: WorkerOptions): Promise<void> {
  const { store, log } = own
  await using pool = await threadPool({ threads, kernels: await loadKernels(), log })
  const openSweep = openSweeps({ store, numerics: await numericsId(), dataRoot, log })
  const context: TrialContext = { ...own, signal, renewMs, pool, openSweep }
  const handle = (trial: TrialId) =>
    runTrial(trial, context).catch((error: unknown): Handled => {
      log(`${trial}: will be tried again: ${reason(error)}`)
      return 'later'
    })
  await queue.consume(handle, { concurrency: threads, signal })
}

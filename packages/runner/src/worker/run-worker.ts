import type { DataFetcher } from '@hypersweep/datasets'
import type { CheckpointStore, Handled, Labels, SweepStore, TrialId, TrialQueue } from '@hypersweep/sweep'
import { backgroundFetches } from '../data/background-fetches.ts'
import { reason } from '../errors.ts'
import { loadKernels } from '../kernels/load-kernels.ts'
import type { Log } from '../log.ts'
import { numericsId } from '../numerics/numerics-id.ts'
import { threadPool } from '../pool/thread-pool.ts'
import { reconcileWhenIdle } from '../reconcile/reconcile-when-idle.ts'
import type { TrialContext, TrialObserver } from '../trial/context.ts'
import { memoryGuard, usualLimitMb } from '../trial/memory-guard.ts'
import { openSweeps } from '../trial/open-sweeps.ts'
import { runTrial } from '../trial/run-trial.ts'
import { solitude } from '../trial/solitude.ts'
import { type ClaimUnderWay, underWay } from '../trial/under-way.ts'

export interface WorkerOptions {
  queue: TrialQueue
  store: SweepStore
  checkpoints: CheckpointStore
  /** How many trials are trained at once, one on each thread. */
  threads: number
  /** This worker's name, for people. */
  worker: string
  /** What it says of itself: trials of sweeps that require more are left to others. */
  labels?: Labels | undefined
  /** Where data sets are looked for. */
  dataRoot: string
  /** Gets data that is not there; without it that is left to others. */
  fetcher?: DataFetcher | undefined
  log: Log
  /** Aborting drains: trials under way are checkpointed and given back, nothing new is taken. */
  signal: AbortSignal
  /** How long the store's leases last. */
  leaseMs?: number
  /** Resident megabytes that this process may take before it stops its newest trial. */
  memoryMb?: number
  /** Told of all claims under way when it is ready and whenever one comes or goes, for who gives them back when this process has died. */
  onClaims?: (claims: readonly ClaimUnderWay[]) => void
  observer?: TrialObserver
  /** The threads' entry; another one in tests only. */
  threadEntry?: URL
}

/**
 * Takes trials from the queue and trains them, until `signal` aborts. In a worker process and in `run` alike.
 *
 * @throws RunnerError KERNELS_MISSING, KERNELS_BROKEN, THREAD_START when this machine cannot train
 */
export async function runWorker({
  leaseMs = 15_000,
  memoryMb = usualLimitMb(),
  onClaims,
  threadEntry,
  dataRoot,
  fetcher,
  labels,
  threads,
  queue,
  signal,
  ...own
}: WorkerOptions): Promise<void> {
  const { store, checkpoints, log, worker } = own
  const kernels = await loadKernels()
  await using pool = await threadPool({ threads, kernels, log, ...(threadEntry && { entry: threadEntry }) })
  const byUrl = fetcher && backgroundFetches({ fetcher, signal, log })
  const data = { root: dataRoot, byUrl }
  const openSweep = openSweeps({ store, checkpoints, worker, labels, numerics: await numericsId(), data, log })
  const trials = underWay(onClaims)
  const context: TrialContext = { ...own, signal, leaseMs, pool, openSweep, solitude: solitude(), underWay: trials }
  const handle = (trial: TrialId) =>
    runTrial(trial, context).catch((error: unknown): Handled => {
      log(`${trial}: will be tried again: ${reason(error)}`)
      return 'later'
    })
  using _guard = memoryGuard({ underWay: trials, limitMb: memoryMb, log })
  using _reconcile = reconcileWhenIdle({ store, queue, isBusy: () => trials.size > 0, everyMs: leaseMs, log })
  onClaims?.([])
  await queue.consume(handle, { concurrency: threads, signal })
}

import { type ClaimUnderWay, type TrialObserver, tellParent } from '@hypersweep/runner'
import type { CheckpointStore, SweepStore } from '@hypersweep/sweep'

/** What a process trains with. */
export interface Tools {
  store: SweepStore
  checkpoints: CheckpointStore
}

export interface MeteredOptions extends Tools {
  threads: number
  /** What the process may take. */
  memoryMb: number
}

/** The same tools, which count, and what else has to hear of the work. */
export interface Metered extends Tools, Disposable {
  observer: TrialObserver
  onClaims: (claims: readonly ClaimUnderWay[]) => void
}

/** What a dead process has counted since it last told is lost. */
const TOLD_EVERY_MS = 2000
const MEBIBYTE = 1024 * 1024

/** Counts and measures the work of a process, and tells its supervisor. */
export async function metered({ store, checkpoints, threads, memoryMb }: MeteredOptions): Promise<Metered> {
  const { workerMetrics } = await import('@hypersweep/service/metrics')
  const metrics = workerMetrics({ threads, memoryBytes: memoryMb * MEBIBYTE })
  const tell = async () => tellParent({ metrics: await metrics.snapshot() })
  const timer = setInterval(() => void tell(), TOLD_EVERY_MS)
  await tell()
  return {
    store: metrics.store(store),
    checkpoints: metrics.checkpoints(checkpoints),
    observer: metrics.observer,
    onClaims(claims) {
      metrics.busy(claims.length)
      tellParent({ claims })
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

import type { Claim, SweepStore } from '@hypersweep/sweep'
import { reason } from '../errors.ts'
import type { Log } from '../log.ts'

export interface KeepLeaseOptions {
  store: SweepStore
  claim: Claim
  everyMs: number
  /** Called when another worker turns out to have the trial. */
  onStale: () => void
  log: Log
}

export interface Lease extends Disposable {
  /** Whether another worker has the trial now. */
  readonly isStale: boolean
}

/**
 * Renews a claim's lease until disposed.
 *
 * A renewal that fails is only told: writes are fenced, so a lease that runs out costs work, never a result.
 */
export function keepLease({ store, claim, everyMs, onStale, log }: KeepLeaseOptions): Lease {
  let isRenewing = false
  let isStale = false
  const renew = async () => {
    if (isRenewing) return
    isRenewing = true
    try {
      const reply = await store.renew(claim)
      if (reply.status === 'accepted') return
      isStale = true
      onStale()
    } catch (error) {
      log(`the lease could not be renewed: ${reason(error)}`)
    } finally {
      isRenewing = false
    }
  }
  const timer = setInterval(() => void renew(), everyMs)
  return {
    get isStale() {
      return isStale
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

import type { Claim, SweepStore } from '@hypersweep/sweep'
import { reason } from '../errors.ts'
import type { Log } from '../log.ts'

export interface KeepLeaseOptions {
  store: SweepStore
  claim: Claim
  /** How long a lease of the store lasts. */
  leaseMs: number
  /** When the claim was asked for, on `now`'s clock: the lease ends no earlier than `leaseMs` after it. */
  askedAt: number
  now?: () => number
  log: Log
}

export interface Lease extends Disposable {
  /** `stale`: another worker has the trial; `expired`: another one may soon have it. */
  readonly state: 'held' | 'stale' | 'expired'
  /** Aborted when the trial has to be given up. */
  readonly lost: AbortSignal
  /** Aborted when the trial's sweep is cancelled: checkpoint, and give the trial back. */
  readonly cancelled: AbortSignal
  /** Told that the store accepted what was asked at this time, which renewed the lease, and whether to go on. */
  renewed(askedAt: number, reply?: { isCancelled?: boolean }): void
}

/** When a lease that was not renewed is given up: what is left is for the running batch to end in. */
const GIVE_UP = 0.8

/**
 * Renews a claim's lease until disposed, and gives the trial up while nobody else can have it yet: a worker that is cut
 * off from the store is told nothing, so it watches the time since the store last answered.
 *
 * Writes are fenced whatever happens here; a lease that is lost costs work, never a result.
 */
export function keepLease(options: KeepLeaseOptions): Lease {
  const { store, claim, leaseMs, askedAt, now = () => performance.now(), log } = options
  const lost = new AbortController()
  const cancelled = new AbortController()
  let state: Lease['state'] = 'held'
  let provenAt = askedAt
  let isRenewing = false
  const lose = (how: 'stale' | 'expired') => {
    if (state !== 'held') return
    state = how
    lost.abort()
  }
  const renewed = (at: number, { isCancelled = false } = {}) => {
    provenAt = Math.max(provenAt, at)
    if (isCancelled) cancelled.abort()
  }
  const renew = async () => {
    if (isRenewing || state !== 'held') return
    isRenewing = true
    const at = now()
    try {
      const reply = await store.renew(claim)
      if (reply.status === 'accepted') renewed(at, reply)
      else lose('stale')
    } catch (error) {
      log(`the lease could not be renewed: ${reason(error)}`)
    } finally {
      isRenewing = false
    }
  }
  const watch = () => {
    if (now() - provenAt >= GIVE_UP * leaseMs) lose('expired')
  }
  const timers = [setInterval(() => void renew(), leaseMs / 3), setInterval(watch, leaseMs / 30)]
  return {
    get state() {
      return state
    },
    lost: lost.signal,
    cancelled: cancelled.signal,
    renewed,
    [Symbol.dispose]: () => timers.forEach(clearInterval),
  }
}

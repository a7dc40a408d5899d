/**
 * What BullMQ's worker is set to, beside its connection, where each lock is to last for `lockMs` at least.
 *
 * A lock has to last longer than the store's lease, whenever its worker was last heard of: who is handed the trial of a
 * dead worker while its lease still lasts puts it off, and BullMQ puts what was put off behind all that waits. A lock of
 * as long as the lease, renewed at half of that, came to it in one of eight partitions of `pnpm machines`.
 */
export function workerSettings(lockMs: number) {
  return {
    lockDuration: Math.round(1.25 * lockMs),
    // What is left of a lock is never less than the difference.
    lockRenewTime: Math.round(lockMs / 5),
    // A whole number, or the stalled check fails for good.
    stalledInterval: Math.round(lockMs / 3),
    // BullMQ would fail a trial for good after its worker has died once; only the store counts.
    maxStalledCount: 1e6,
    drainDelay: 2,
    runRetryDelay: 1000,
  } as const
}

/** What BullMQ's worker is set to, beside its connection. */
export function workerSettings(lockMs: number) {
  return {
    lockDuration: lockMs,
    // A whole number, or the stalled check fails for good.
    stalledInterval: Math.round(lockMs / 3),
    // BullMQ would fail a trial for good after its worker has died once; only the store counts.
    maxStalledCount: 1e6,
    drainDelay: 2,
    runRetryDelay: 1000,
  } as const
}

/** How long leases last; shorter ones are for tests of what happens when they end. */
export const leaseMs = Number(process.env['HYPERSWEEP_LEASE_MS'] || 15_000)

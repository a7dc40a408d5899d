import { type PortPromise, testPromises } from './port-promise.ts'
import { controlPromises } from './sweep-store-control.conformance.ts'
import { declinePromises } from './sweep-store-declines.conformance.ts'
import { eventPromises } from './sweep-store-events.conformance.ts'
import { extensionPromises } from './sweep-store-extension.conformance.ts'
import type { SweepStoreHarness } from './sweep-store-harness.ts'
import { importPromises } from './sweep-store-import.conformance.ts'
import { leasePromises } from './sweep-store-leases.conformance.ts'
import { sweepPromises } from './sweep-store-sweeps.conformance.ts'
import { writePromises } from './sweep-store-writes.conformance.ts'

export const sweepStorePromises: readonly PortPromise<SweepStoreHarness>[] = [
  ...sweepPromises,
  ...leasePromises,
  ...writePromises,
  ...controlPromises,
  ...extensionPromises,
  ...importPromises,
  ...eventPromises,
  ...declinePromises,
]

/** The suite of SweepStore: one test per promise. */
export function sweepStoreConformance(adapter: string, harness: () => Promise<SweepStoreHarness>): void {
  testPromises(adapter, sweepStorePromises, harness)
}

import type { SweepStoreHarness } from '@hypersweep/sweep/conformance'
import { memoryStoreHarness } from '../memory-harness.ts'
import { memoryState } from '../memory-sweep-store.ts'
import type { Broken } from './broken.ts'
import { brokenControls } from './broken-controls.ts'
import { brokenDeclines } from './broken-declines.ts'
import { brokenEnds } from './broken-ends.ts'
import { brokenEvents } from './broken-events.ts'
import { brokenExtensions } from './broken-extensions.ts'
import { brokenImports } from './broken-imports.ts'
import { brokenLeases } from './broken-leases.ts'
import { brokenReports } from './broken-reports.ts'
import { brokenSweeps } from './broken-sweeps.ts'

const breaks = Object.entries({
  ...brokenSweeps,
  ...brokenLeases,
  ...brokenReports,
  ...brokenEnds,
  ...brokenControls,
  ...brokenExtensions,
  ...brokenImports,
  ...brokenEvents,
  ...brokenDeclines,
})

/** Memory stores that break one promise each. */
export const brokenSweepStores: readonly Broken<SweepStoreHarness>[] = breaks.flatMap(([promise, ways]) =>
  Object.entries(ways).map(([how, way]) => ({
    promise,
    how,
    harness: async () => {
      const state = memoryState()
      const whole = await memoryStoreHarness(state)
      const open = async () => {
        const store = await whole.open()
        return { ...store, ...way(store, state) }
      }
      return { ...whole, open }
    },
  })),
)

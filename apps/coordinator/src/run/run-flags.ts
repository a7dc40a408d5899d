import type { Labels } from '@hypersweep/sweep'
import type { DataFlags } from '../data-flags.ts'
import type { StoreFlags } from '../store-options.ts'

/** The flags of `hypersweep run`. */
export interface RunFlags extends StoreFlags, DataFlags {
  threads?: number
  workers?: number
  memory?: number
  /** What the workers and threads of this run say of themselves. */
  label?: Labels
  set?: readonly string[]
  dryRun?: boolean
  fresh?: boolean
  detach?: boolean
  verbose?: boolean
  /** Whether events for programs take the place of what people see. */
  json?: boolean
}

import type { DataFlags } from '../data-flags.ts'
import type { StoreFlags } from '../store-options.ts'

/** The flags of `hypersweep run`. */
export interface RunFlags extends StoreFlags, DataFlags {
  threads?: number
  workers?: number
  memory?: number
  set?: readonly string[]
  dryRun?: boolean
  fresh?: boolean
  detach?: boolean
  verbose?: boolean
  /** Whether events for programs take the place of what people see. */
  json?: boolean
}

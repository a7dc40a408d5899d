import type { StoreFlags } from '../store-options.ts'

/** The flags of `hypersweep run`. */
export interface RunFlags extends StoreFlags {
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

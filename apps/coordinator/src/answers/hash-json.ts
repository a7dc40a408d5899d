import { isEnded, sweepDigest, type TrialRecord } from '@hypersweep/sweep'
import type { SweepHashJson } from '../schemas/sweeps.ts'

/** The hash of all results of a sweep. */
export function hashJson(sweep: string, records: readonly TrialRecord[]): SweepHashJson {
  const open = records.filter((record) => !isEnded(record)).length
  return { sweep, digest: sweepDigest(records), trials: records.length, open }
}

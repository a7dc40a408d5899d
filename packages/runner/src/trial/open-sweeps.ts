import type { Dataset } from '@hypersweep/core'
import type { SweepRecord, SweepStore } from '@hypersweep/sweep'
import { datasetOf } from '../data/dataset-of.ts'
import { reason } from '../errors.ts'
import { type Log, onceEach } from '../log.ts'

export interface OpenSweep {
  sweep: SweepRecord
  data: Dataset
}

/** A sweep ready to be worked on; `unknown` where the store has none, `refused` where this worker cannot work on it. */
export type OpenSweeps = (sweepId: string) => Promise<OpenSweep | 'unknown' | 'refused'>

export interface OpenSweepsOptions {
  store: SweepStore
  /** This worker's numeric code. */
  numerics: string
  /** Where this worker looks for data. */
  dataRoot: string
  log: Log
}

/** Reads each sweep and its data once. Why a sweep is refused is said once; its trials are left to other workers. */
export function openSweeps({ store, numerics, dataRoot, log }: OpenSweepsOptions): OpenSweeps {
  const sweeps = new Map<string, SweepRecord>()
  const sayOnce = onceEach(log)
  return async (sweepId) => {
    const sweep = sweeps.get(sweepId) ?? (await store.sweep(sweepId))
    if (sweep === undefined) return 'unknown'
    sweeps.set(sweepId, sweep)
    if (sweep.numerics !== numerics) {
      sayOnce(`${sweep.name}: left to others: it runs under numerics ${sweep.numerics}, this worker has ${numerics}`)
      return 'refused'
    }
    try {
      return { sweep, data: await datasetOf(sweep.spec.objective.data, dataRoot) }
    } catch (error) {
      sayOnce(`${sweep.name}: left to others: ${reason(error)}`)
      return 'refused'
    }
  }
}

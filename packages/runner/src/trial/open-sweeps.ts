import type { Dataset } from '@hypersweep/core'
import {
  type CheckpointStore,
  type Labels,
  labelsText,
  lackedLabels,
  lastStage,
  type SweepRecord,
  type SweepStore,
} from '@hypersweep/sweep'
import { checkpointsElsewhere } from '../checkpoints/checkpoints-elsewhere.ts'
import { type DatasetPlaces, datasetOf } from '../data/dataset-of.ts'
import { reason } from '../errors.ts'
import type { Log } from '../log.ts'
import { declining } from './declining.ts'

export interface OpenSweep {
  sweep: SweepRecord
  data: Dataset
}

/**
 * A sweep ready to be worked on, at `stage` or a later one; `unknown` where the store has none, `refused` where this worker
 * cannot work on it.
 */
export type OpenSweeps = (sweepId: string, stage?: number) => Promise<OpenSweep | 'unknown' | 'refused'>

export interface OpenSweepsOptions {
  store: SweepStore
  checkpoints: CheckpointStore
  /** This worker's name, for people. */
  worker: string
  /** What this worker says of itself. */
  labels?: Labels | undefined
  /** This worker's numeric code. */
  numerics: string
  /** Where this worker looks for data. */
  data: DatasetPlaces
  log: Log
}

/** Reads each sweep and its data once, and a sweep again when it was extended. Why one is refused is said in the log and in the store; its trials are left to other workers. */
export function openSweeps(options: OpenSweepsOptions): OpenSweeps {
  const { store, checkpoints, worker, labels, numerics, data: places, log } = options
  const sweeps = new Map<string, SweepRecord>()
  const here = new Set<string>()
  const { decline, accept } = declining({ store, worker, log })
  return async (sweepId, stage = 0) => {
    const known = sweeps.get(sweepId)
    const sweep = known && lastStage(known.spec) >= stage ? known : await store.sweep(sweepId)
    if (sweep === undefined) return 'unknown'
    sweeps.set(sweepId, sweep)
    if (sweep.numerics !== numerics) {
      await decline(sweep, 'numerics', `it runs under numerics ${sweep.numerics}, this worker has ${numerics}`)
      return 'refused'
    }
    const lacked = labelsText(lackedLabels(sweep.spec.requires, labels))
    if (lacked !== '') {
      await decline(sweep, 'labels', `it requires ${lacked}, this worker has ${labelsText(labels) || 'no label'}`)
      return 'refused'
    }
    if (!here.has(sweepId)) {
      const elsewhere = await checkpointsElsewhere({ store, checkpoints }, sweepId)
      if (elsewhere !== undefined) {
        await decline(sweep, 'checkpoints', elsewhere)
        return 'refused'
      }
      here.add(sweepId)
    }
    const data = await datasetOf(sweep.spec.objective.data, places).catch((error: unknown) => reason(error))
    if (typeof data === 'string') {
      await decline(sweep, 'data', data)
      return 'refused'
    }
    await accept(sweep)
    return { sweep, data }
  }
}

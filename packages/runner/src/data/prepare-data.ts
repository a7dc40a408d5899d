import { resolve } from 'node:path'
import type { Dataset } from '@hypersweep/core'
import { type DataSource, DatasetError, loadDataset } from '@hypersweep/datasets'
import { closest, type SweepSpec } from '@hypersweep/sweep'
import { RunnerError } from '../errors.ts'
import { checked } from '../objective/checked.ts'
import { dataSection } from '../objective/data-section.ts'
import { checkLayers } from './check-layers.ts'
import { checkMetric } from './check-metric.ts'
import { checkOutput } from './check-output.ts'
import { keepLoaded } from './dataset-of.ts'
import { locateData } from './locate-data.ts'

export interface PreparedData {
  /** The spec to store: it knows the data by name and SHA-256, and by a path that means a place below any data root. */
  spec: SweepSpec
  dataset: Dataset
  /** The folder below which that path is found here; what a worker of this machine needs as its data root. */
  dataRoot: string
}

export interface PrepareDataOptions {
  /** The folder that the data's path is relative to. */
  root: string
  /** Whether the data stays loaded for the life of this process, for trials of it. */
  keeps?: boolean
}

/**
 * Loads a sweep's data and checks the sweep against it, before any work starts.
 *
 * @throws RunnerError DATA_OTHER when the file is not the one that the sweep pins, MODEL_OUTPUT when the last layer has
 * not a unit per class, LAYER_INPUT when its layers do not fit the data or each other, METRIC_UNKNOWN when training reports no such metric; DatasetError for what is wrong in the data
 */
export async function prepareData(spec: SweepSpec, { root, keeps = true }: PrepareDataOptions): Promise<PreparedData> {
  const { name: _, sha256: pinned, ...written } = checked('data', dataSection, spec.objective.data)
  const { source, dataRoot } = located(written, resolve(root))
  const read = await loadDataset(source, { root: dataRoot }).catch(askWhich)
  if (pinned !== undefined && pinned !== read.sha256) {
    const needed = `The sweep pins ${pinned}; give that file, or remove data.sha256.`
    throw new RunnerError('DATA_OTHER', `The data ${read.name} has SHA-256 ${read.sha256}.`, needed)
  }
  checkMetric(spec)
  checkOutput(spec, read)
  checkLayers(spec, read)
  const data = { ...source, name: read.name, sha256: read.sha256 }
  const dataset = keeps ? await keepLoaded(data, read) : read
  return { spec: { ...spec, objective: { ...spec.objective, data } }, dataset, dataRoot }
}

/** A name that is not there may be a slip of the finger. */
function askWhich(error: unknown): never {
  if (!(error instanceof DatasetError) || error.unknown === undefined) throw error
  const meant = closest(error.unknown.name, error.unknown.known)
  throw meant === undefined ? error : error.adding(`Did you mean "${meant}"?`)
}

function located(source: DataSource, root: string): { source: DataSource; dataRoot: string } {
  if (!('path' in source)) return { source, dataRoot: root }
  const place = locateData(root, source.path)
  return { source: { ...source, path: place.path }, dataRoot: place.root }
}

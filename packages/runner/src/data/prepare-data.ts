import { resolve } from 'node:path'
import type { Dataset } from '@hypersweep/core'
import { type DataFetcher, type DataSource, DatasetError } from '@hypersweep/datasets'
import { closest, type SweepSpec } from '@hypersweep/sweep'
import { checked } from '../objective/checked.ts'
import { dataSection } from '../objective/data-section.ts'
import { checkLayers } from './check-layers.ts'
import { checkMetric } from './check-metric.ts'
import { checkOutput } from './check-output.ts'
import { keepLoaded } from './dataset-of.ts'
import { type ByUrl, findData } from './find-data.ts'
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
  /** For data that is not there. */
  fetcher?: DataFetcher | undefined
}

/**
 * Loads a sweep's data and checks the sweep against it, before any work starts.
 *
 * @throws RunnerError DATA_OTHER when the file is not the one that the sweep pins, MODEL_OUTPUT when the last layer has
 * not a unit per class, LAYER_INPUT when its layers do not fit the data or each other, METRIC_UNKNOWN when training reports no such metric; DatasetError for what is wrong in the data
 */
export async function prepareData(
  spec: SweepSpec,
  { root, fetcher, keeps = true }: PrepareDataOptions,
): Promise<PreparedData> {
  const { name: _, sha256: pinned, ...written } = checked('data', dataSection, spec.objective.data)
  const { source, dataRoot } = located(written, resolve(root))
  const section = pinned === undefined ? source : { ...source, sha256: pinned }
  const byUrl = fetcher && atOnce(fetcher)
  const read = await findData(section, { sources: [source], root: dataRoot, byUrl }).catch(askWhich)
  checkMetric(spec)
  checkOutput(spec, read)
  checkLayers(spec, read)
  const data = { ...source, name: read.name, sha256: read.sha256 }
  const dataset = keeps ? await keepLoaded(data, read) : read
  return { spec: { ...spec, objective: { ...spec.objective, data } }, dataset, dataRoot }
}

/** Fetches while its caller waits. */
function atOnce(fetcher: DataFetcher): ByUrl {
  const { signal } = new AbortController()
  return {
    discard: fetcher.discard,
    async get(source, sha256) {
      const cached = await fetcher.cached(source, sha256)
      if (cached !== undefined || !fetcher.canFetch(source)) return cached
      return fetcher.fetch(source, { sha256, signal })
    },
  }
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

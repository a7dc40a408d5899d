import type { Dataset } from '@hypersweep/core'
import type { DataSource } from '@hypersweep/datasets'
import { canonicalJson } from '@hypersweep/numbers'
import type { JsonObject } from '@hypersweep/sweep'
import { checked } from '../objective/checked.ts'
import { type DataSection, dataSection } from '../objective/data-section.ts'
import { FETCHING } from './background-fetches.ts'
import { type ByUrl, findData } from './find-data.ts'

/** Once per process: trials of all threads, and of all sweeps on the same data, read the same memory. */
const loaded = new Map<string, Promise<Dataset>>()

const RETRY_MS = 20_000

export interface DatasetPlaces {
  /** The folder to look in. */
  root: string
  /** For data that is not there. */
  byUrl?: ByUrl | undefined
}

/**
 * The data set that a stored sweep names, looked for below `root`, at the stored path and directly under its last name,
 * and then by its URL.
 *
 * @throws RunnerError DATA_OTHER when something else lies there; DatasetError DATA_MISSING, … when it cannot be loaded
 */
export function datasetOf(stored: JsonObject, { root, byUrl }: DatasetPlaces): Promise<Dataset> {
  return onceLoaded(stored, async () => {
    const section = checked('data', dataSection, stored)
    return findData(section, { sources: candidates(section), root, byUrl })
  })
}

/** Makes `data` the data set that `stored` names in this process, unless that one is there already; returns which it is. */
export function keepLoaded(stored: JsonObject, data: Dataset): Promise<Dataset> {
  return onceLoaded(stored, () => Promise.resolve(data))
}

function onceLoaded(stored: JsonObject, load: () => Promise<Dataset>): Promise<Dataset> {
  const key = canonicalJson(stored)
  const known = loaded.get(key)
  if (known !== undefined) return known
  const loading = load()
  loaded.set(key, loading)
  // What is missing may come; until then, a queue that hands out trials every second must not make us read every second.
  loading.catch((error: unknown) => {
    const isUnderWay = error instanceof Error && 'code' in error && error.code === FETCHING
    setTimeout(() => loaded.delete(key), isUnderWay ? 0 : RETRY_MS).unref()
  })
  return loading
}

function candidates({ name: _name, sha256: _sha256, ...source }: DataSection): DataSource[] {
  if (!('path' in source) || !source.path.includes('/')) return [source]
  return [source, { ...source, path: source.path.slice(source.path.lastIndexOf('/') + 1) }]
}

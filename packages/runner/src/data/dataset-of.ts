import type { Dataset } from '@hypersweep/core'
import { type DataSource, loadDataset } from '@hypersweep/datasets'
import { canonicalJson } from '@hypersweep/numbers'
import type { JsonObject } from '@hypersweep/sweep'
import { RunnerError } from '../errors.ts'
import { checked } from '../objective/checked.ts'
import { type DataSection, dataSection } from '../objective/data-section.ts'

/** Once per process: trials of all threads, and of all sweeps on the same data, read the same memory. */
const loaded = new Map<string, Promise<Dataset>>()

const RETRY_MS = 20_000

/**
 * The data set that a stored sweep names, looked for below `root`: at the stored path, and directly under its last name.
 *
 * @throws RunnerError DATA_OTHER when something else lies there; DatasetError DATA_MISSING, … when it cannot be loaded
 */
export function datasetOf(stored: JsonObject, root: string): Promise<Dataset> {
  return onceLoaded(stored, async () => find(checked('data', dataSection, stored), root))
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
  loading.catch(() => setTimeout(() => loaded.delete(key), RETRY_MS).unref())
  return loading
}

async function find(stored: DataSection, root: string): Promise<Dataset> {
  const { sha256, name: _, ...source } = stored
  const data = await loadFirst(candidates(source), root)
  if (sha256 === undefined || data.sha256 === sha256) return data
  const got = `The data ${data.name} under ${root} has SHA-256 ${data.sha256}.`
  throw new RunnerError('DATA_OTHER', got, `The sweep was started on ${sha256}; put the same data there.`)
}

function candidates(source: DataSource): DataSource[] {
  if (!('path' in source) || !source.path.includes('/')) return [source]
  return [source, { ...source, path: source.path.slice(source.path.lastIndexOf('/') + 1) }]
}

/** The first of these that is there; where none is, the error tells of the first. */
async function loadFirst(sources: readonly DataSource[], root: string): Promise<Dataset> {
  const tries = sources.map((source) => () => loadDataset(source, { root }))
  let missing: unknown
  for (const load of tries) {
    try {
      return await load()
    } catch (error) {
      if (!isMissing(error)) throw error
      missing ??= error
    }
  }
  throw missing
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'DATA_MISSING'
}

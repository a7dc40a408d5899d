import type { Dataset } from '@hypersweep/core'
import {
  type CachedSource,
  type DataSource,
  DatasetError,
  type FileSource,
  isFileSource,
  loadDataset,
} from '@hypersweep/datasets'
import { RunnerError } from '../errors.ts'
import type { DataSection } from '../objective/data-section.ts'

/** Gets data that is not below the data root, from the cache of what was fetched or by fetching it; nothing where it has no place. */
export interface ByUrl {
  get(source: FileSource, sha256: string | undefined): Promise<CachedSource | undefined>
  /** Takes away what lies in the cache and is no longer what it was. */
  discard(sha256: string): Promise<void>
}

export interface FindOptions {
  /** Where to look, and in which place below that first. */
  sources: readonly DataSource[]
  root: string
  byUrl?: ByUrl | undefined
}

/**
 * The data that a section names: below the root, else from its URL. Data of another SHA-256 than it has to have counts as
 * none.
 *
 * @throws RunnerError DATA_OTHER; DatasetError DATA_MISSING, DATA_FETCH, …
 */
export async function findData(section: DataSection, { sources, root, byUrl }: FindOptions): Promise<Dataset> {
  const { sha256, name, ...source } = section
  try {
    return checkedSha256(await firstOf(sources, root), sha256, root)
  } catch (error) {
    if (!isLacking(error) || byUrl === undefined || !isFileSource(source)) throw error
    const fetched = await fromUrl(source, sha256, byUrl).catch((cause: unknown) => {
      throw both(error, cause)
    })
    if (fetched === undefined) throw error
    return name === undefined ? fetched : { ...fetched, name }
  }
}

/** The first of these that is there; where none is, the error tells of the first. */
async function firstOf(sources: readonly DataSource[], root: string): Promise<Dataset> {
  let missing: unknown
  for (const source of sources) {
    try {
      return await loadDataset(source, { root })
    } catch (error) {
      if (!hasCode(error, 'DATA_MISSING')) throw error
      missing ??= error
    }
  }
  throw missing
}

async function fromUrl(source: FileSource, sha256: string | undefined, byUrl: ByUrl): Promise<Dataset | undefined> {
  for (let isSecond = false; ; isSecond = true) {
    const cached = await byUrl.get(source, sha256)
    if (cached === undefined) return undefined
    const read = await loadDataset(cached.source, { root: cached.root })
    if (read.sha256 === cached.sha256) return { ...read, name: nameOf(source, read) }
    // A disk may spoil what it keeps.
    await byUrl.discard(cached.sha256)
    if (isSecond) throw checkedSha256(read, cached.sha256, cached.root)
  }
}

/** In the cache it is called by its hash. */
function nameOf({ source, path }: FileSource, { name }: Dataset): string {
  if (source === 'mnist' || source === 'cifar10') return name
  return path.replace(/.*\//, '').replace(/(\.csv)?(\.gz)?$/i, '')
}

function checkedSha256(data: Dataset, sha256: string | undefined, root: string): Dataset {
  if (sha256 === undefined || data.sha256 === sha256) return data
  const got = `The data ${data.name} under ${root} has SHA-256 ${data.sha256}.`
  throw new RunnerError(
    'DATA_OTHER',
    got,
    `The sweep is on ${sha256}: put that data there, or change data.sha256 where the file says it.`,
  )
}

function isLacking(error: unknown): error is Error {
  return hasCode(error, 'DATA_MISSING') || hasCode(error, 'DATA_OTHER')
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

/** Where it was looked for, and why it cannot be fetched either. */
function both(missing: Error, cause: unknown): unknown {
  if (!(cause instanceof DatasetError || cause instanceof RunnerError)) return cause
  const Class = cause instanceof DatasetError ? DatasetError : RunnerError
  return new Class(cause.code as never, missing.message, cause.message, { cause })
}

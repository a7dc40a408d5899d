import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DatasetError } from '../errors.ts'
import { MAX_BYTES } from '../files/read-data-file.ts'
import { type AllowedHost, allowancesFor } from './allowed-hosts.ts'
import { type DownloadOptions, fetchUrl } from './download-file.ts'
import { fetchData } from './fetch-data.ts'
import { PUBLISHED_DATA, type PublishedData } from './published-data.ts'
import { type FileSource, type SourceFile, sourceFiles } from './source-files.ts'

/** Where a source comes from: the URL of its sweep, or mirrors of what was published under its name. */
export type Origin =
  | { kind: 'url'; url: string }
  | { kind: 'published'; data: PublishedData; mirrors: readonly string[] }

/**
 * Where the source may be fetched by who allows these hosts; none where its sweep names no place, and what was published
 * under its name lies at no host that is allowed.
 *
 * @throws DatasetError DATA_FETCH where its sweep names one that is not allowed
 */
export function originOf({ source, url }: FileSource, hosts: readonly AllowedHost[]): Origin | undefined {
  const isAllowed = (text: string) => allowancesFor(new URL(text), hosts).length > 0
  if (url !== undefined) {
    if (!isAllowed(url)) throw notAllowed(new URL(url))
    return { kind: 'url', url }
  }
  const data = source === 'mnist' || source === 'cifar10' ? PUBLISHED_DATA[source] : undefined
  if (data === undefined) return undefined
  const mirrors = data.mirrors.filter((mirror) => mirror.startsWith('https:') && isAllowed(mirror))
  return mirrors.length > 0 ? { kind: 'published', data, mirrors } : undefined
}

function notAllowed({ href, host }: URL): DatasetError {
  return new DatasetError('DATA_FETCH', `${href} is not asked here.`, `To allow that: --data-host ${host}`)
}

export type FetchSourceOptions = Omit<DownloadOptions, 'file' | 'mirrors' | 'progress'> & {
  source: FileSource
  origin: Origin
  /** Told how many bytes of the file under way are here. */
  progress?: (bytes: number) => void
  /** More than this of all files together is not taken. */
  mostBytes?: number
}

/**
 * Gets all files of a source into a folder.
 *
 * @throws DatasetError DATA_FETCH; the reason of `signal`, and what the disk throws
 */
export async function fetchSource({ source, origin, progress = () => undefined, ...options }: FetchSourceOptions) {
  if (origin.kind === 'published') {
    const { data, mirrors } = origin
    return fetchData({ ...options, data, mirrors, progress: (_, bytes) => progress(bytes), done: () => undefined })
  }
  const { mostBytes = MAX_BYTES } = options
  let left = mostBytes
  for (const file of sourceFiles(source)) {
    left -= await fetchOne(file, origin.url, { ...options, file: { name: file.kept, mostBytes: left }, progress })
  }
}

/** How many bytes it has; one that an earlier call has got stays. */
async function fetchOne(
  { names, kept, isNeeded }: SourceFile,
  url: string,
  options: Omit<DownloadOptions, 'mirrors'>,
): Promise<number> {
  const places =
    names.length === 0 ? [{ url, name: kept }] : names.map((name) => ({ url: new URL(name, url).href, name }))
  const missed: string[] = []
  for (const place of places) {
    const path = join(options.folder, place.name)
    const there = await sizeOf(path)
    if (there !== undefined) return there
    const why = await fetchUrl(place.url, path, options)
    if (why === undefined) return (await sizeOf(path)) ?? 0
    missed.push(`${place.url} ${why.why}`)
    if (!why.isAbsent) break
    if (place === places.at(-1) && !isNeeded) return 0
  }
  const needed = 'Mend that, or bring the data by hand: then nothing is fetched.'
  throw new DatasetError('DATA_FETCH', `${missed.join('; ')}.`, needed)
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
}

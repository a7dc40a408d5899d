import { setTimeout as sleep } from 'node:timers/promises'
import { DatasetError } from '../errors.ts'
import type { AllowedHost } from './allowed-hosts.ts'
import { type AllowedOptions, askAllowed } from './ask.ts'
import { type CachedSource, type DataCache, dataCache } from './data-cache.ts'
import { expandedSha256 } from './expanded-sha256.ts'
import { fetchSource, type Origin, originOf } from './fetch-source.ts'
import type { FileSource } from './source-files.ts'

export interface DataFetcherOptions extends Pick<AllowedOptions, 'resolve' | 'ca'> {
  /** Where what is fetched is kept, for all processes of this machine. */
  cacheDir: string
  /** Who may be asked; nobody where it is empty. */
  hosts: readonly AllowedHost[]
  /** Taken by one process of this machine at a time, and freed by the system when that dies. */
  lock: (path: string) => Disposable | undefined
  /** Told of troubles that are being dealt with. */
  say?: (line: string) => void
  /** How long a server may be silent, and how long all of a fetch may take. */
  stallMs?: number
  mostMs?: number
  mostBytes?: number
  pause?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

export interface FetchRequest {
  /** Of the content; without it, whatever is there is taken, and remembered. */
  sha256?: string | undefined
  signal: AbortSignal
  /** Told how many bytes of the file under way are here. */
  progress?: (bytes: number) => void
}

/** Gets data sets that are not here from where a sweep says, as far as the operator of this machine allows it. */
export interface DataFetcher {
  /** What was fetched before; asks nobody. */
  cached(source: FileSource, sha256: string | undefined): Promise<CachedSource | undefined>
  /**
   * Whether there is a place to ask.
   *
   * @throws DatasetError DATA_FETCH where the source names one that is not allowed
   */
  canFetch(source: FileSource): boolean
  /**
   * Fetches it, unless another process of this machine has meanwhile, for whose end it waits.
   *
   * @throws DatasetError DATA_FETCH when it cannot be had or is another one, DATA_TOO_LARGE, DATA_GZIP, DATA_CACHE; the
   * reason of `signal`
   */
  fetch(source: FileSource, request: FetchRequest): Promise<CachedSource>
  /** Takes away what lies in the cache and is no longer what it was. */
  discard(sha256: string): Promise<void>
}

const LOOK_MS = 500
const HOUR_MS = 3_600_000

export function dataFetcher(options: DataFetcherOptions): DataFetcher {
  const { cacheDir, hosts, mostMs = HOUR_MS } = options
  const cache = dataCache(cacheDir)
  const originFor = (source: FileSource) => originOf(source, hosts)
  return {
    cached: async (source, sha256) => (sha256 === undefined ? cache.lastOf(source) : cache.find(source, sha256)),
    canFetch: (source) => originFor(source) !== undefined,
    async fetch(source, request) {
      const origin = originFor(source)
      if (origin === undefined) throw new Error(`Nobody is known to have ${source.source} data.`)
      const inTime = AbortSignal.any([request.signal, AbortSignal.timeout(mostMs)])
      try {
        return await fetchLocked({ ...options, cache, source, origin, ...request, signal: inTime })
      } catch (error) {
        request.signal.throwIfAborted()
        throw inTime.aborted ? tooSlow(mostMs) : kept(error, cacheDir)
      }
    },
    discard: cache.discard,
  }
}

type Fetching = DataFetcherOptions & FetchRequest & { cache: DataCache; source: FileSource; origin: Origin }

async function fetchLocked(fetching: Fetching): Promise<CachedSource> {
  const { cache, source, sha256, signal, lock } = fetching
  for (;;) {
    using held = lock(await cache.lockOf(source))
    const found = sha256 === undefined ? undefined : await cache.find(source, sha256)
    if (found !== undefined) return found
    if (held !== undefined) return await fetchAlone(fetching)
    await sleep(LOOK_MS, undefined, { signal })
  }
}

async function fetchAlone({ cache, resolve, ca, ...fetching }: Fetching): Promise<CachedSource> {
  const { source, origin, sha256, hosts } = fetching
  const folder = await cache.begin(source)
  const ask = askAllowed({ hosts, ...(resolve && { resolve }), ...(ca !== undefined && { ca }) })
  // What has come of a file that was cut off stays, and is gone on with.
  await fetchSource({ ...fetching, ask, folder })
  try {
    const limits = fetching.mostBytes === undefined ? {} : { mostBytes: fetching.mostBytes }
    const found = await expandedSha256(source, folder, limits)
    if (sha256 !== undefined && found !== sha256) throw other(origin, found, sha256)
    return await cache.keep(source, found)
  } catch (error) {
    // What is whole and wrong is of no use.
    if (error instanceof DatasetError) await cache.drop(source)
    throw error
  }
}

function other(origin: Origin, found: string, sha256: string): DatasetError {
  const got = `${origin.kind === 'url' ? origin.url : origin.mirrors[0]} has data of the SHA-256 ${found}.`
  return new DatasetError('DATA_FETCH', got, `The sweep was started on ${sha256}; put the same data there.`)
}

function tooSlow(mostMs: number): DatasetError {
  const got = `It took longer than ${mostMs / 1000} s.`
  return new DatasetError('DATA_FETCH', got, 'Bring the data by hand, or from nearer by.')
}

/** What the disk says of the cache, for who can mend it. */
function kept(error: unknown, cacheDir: string): unknown {
  const { code, message, syscall } = error as NodeJS.ErrnoException
  if (error instanceof DatasetError || code === undefined || !DISK_CALLS.has(syscall ?? '')) return error
  const got = `What is fetched cannot be kept in ${cacheDir} (${message}).`
  return new DatasetError('DATA_CACHE', got, 'Make room, or name another folder: --data-cache DIR.', { cause: error })
}

const DISK_CALLS = new Set(['open', 'write', 'fsync', 'mkdir', 'rename', 'unlink', 'stat', 'rmdir', 'scandir'])

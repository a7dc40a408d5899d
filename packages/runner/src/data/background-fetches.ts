import type { CachedSource, DataFetcher, FileSource } from '@hypersweep/datasets'
import { RunnerError, reason } from '../errors.ts'
import type { Log } from '../log.ts'
import type { ByUrl } from './find-data.ts'

/** Of an error that says that data is on its way. */
export const FETCHING = 'DATA_FETCHING'

export interface BackgroundOptions {
  fetcher: DataFetcher
  /** Aborting ends what is under way; what has come is gone on with later. */
  signal: AbortSignal
  log: Log
  /** Milliseconds on a clock that never goes back. */
  now?: () => number
}

const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 15 * 60_000

type Fetch =
  | { status: 'under way'; bytes: number }
  | { status: 'failed'; error: unknown; failures: number; nextAt: number }

/**
 * Fetches what a worker lacks, while it goes on with other work: who asks for data is told that it is on its way, and its
 * trials are left to workers that have it. What fails is tried again, later each time.
 */
export function backgroundFetches(options: BackgroundOptions): ByUrl {
  const { fetcher, now = () => performance.now() } = options
  const fetches = new Map<string, Fetch>()
  return {
    discard: fetcher.discard,
    async get(source, sha256) {
      // Whoever writes to the store could else have us take anything for data.
      if (sha256 === undefined) return undefined
      const cached = await fetcher.cached(source, sha256)
      if (cached !== undefined || !fetcher.canFetch(source)) return cached
      const known = fetches.get(sha256)
      if (known?.status === 'under way') throw onItsWay(source, known.bytes)
      if (known?.status === 'failed' && now() < known.nextAt) throw known.error
      begin({ ...options, now, fetches, source, sha256, failures: known?.failures ?? 0 })
      throw onItsWay(source, 0)
    },
  }
}

type Beginning = Required<BackgroundOptions> & {
  fetches: Map<string, Fetch>
  source: FileSource
  sha256: string
  /** How many in a row before this one. */
  failures: number
}

function begin({ fetcher, signal, log, now, fetches, source, sha256, failures }: Beginning): void {
  const fetch: Fetch = { status: 'under way', bytes: 0 }
  fetches.set(sha256, fetch)
  const place = source.url ?? source.source
  log(`fetching ${place}`)
  const progress = (bytes: number) => {
    fetch.bytes = bytes
  }
  fetcher.fetch(source, { sha256, signal, progress }).then(
    ({ root }: CachedSource) => {
      fetches.delete(sha256)
      log(`fetched ${place} into ${root}`)
    },
    (error: unknown) => {
      if (signal.aborted) return
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)
      fetches.set(sha256, { status: 'failed', error, failures: failures + 1, nextAt: now() + pauseMs })
      log(`${place} could not be fetched; once more in ${pauseMs / 1000} s: ${reason(error)}`)
    },
  )
}

function onItsWay({ url, source }: FileSource, bytes: number): RunnerError {
  const sofar = bytes === 0 ? '' : ` (${(bytes / 2 ** 20).toFixed(1)} MiB so far)`
  return new RunnerError(FETCHING, `It is fetched from ${url ?? `a mirror of ${source}`}${sofar}.`, 'Wait for that.')
}

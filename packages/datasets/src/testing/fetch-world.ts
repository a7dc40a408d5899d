import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { CsvSource } from '../data-source.ts'
import { allowedHost } from '../fetch/allowed-hosts.ts'
import type { Address } from '../fetch/ask.ts'
import { type DataFetcherOptions, dataFetcher } from '../fetch/data-fetcher.ts'
import { testCertificate } from './test-certificate.ts'

export const TABLE = `size,kind\n${Array.from({ length: 3000 }, (_, row) => `${row},${row % 2 ? 'rose' : 'lily'}`).join('\n')}\n`
export const table = Buffer.from(TABLE)
export const sha256 = sha256Of(table)

export function sha256Of(...pieces: readonly Buffer[]): string {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest('hex')
}

export function csvAt(url: string, path = 'flowers.csv'): CsvSource {
  return { source: 'csv', path, url, label: 'kind', scale: 'standardize', validation: 0.2, test: 0.2, seed: 0 }
}

export interface FetcherChange extends Partial<Omit<DataFetcherOptions, 'hosts'>> {
  hosts?: readonly string[]
  /** What each name is said to be at; 127.0.0.1 where nothing is said. */
  addresses?: Readonly<Record<string, readonly string[]>>
}

/** A cache for each test, and fetchers with it that know the names of this machine. */
export function fetchWorld() {
  const taken = new Set<string>()
  const lock = (path: string) => {
    if (taken.has(path)) return undefined
    taken.add(path)
    return { [Symbol.dispose]: () => void taken.delete(path) }
  }
  const world = {
    root: '',
    cache: '',
    fetcher,
    all: () => readdirSync(world.root, { recursive: true }).map(String).toSorted(),
  }
  beforeEach(() => {
    world.root = mkdtempSync(join(tmpdir(), 'hypersweep-by-url-'))
    world.cache = join(world.root, 'cache')
  })
  afterEach(() => rmSync(world.root, { recursive: true, force: true }))
  return world

  function fetcher({ hosts = [], addresses = {}, ...change }: FetcherChange) {
    const resolved = async (hostname: string): Promise<Address[]> =>
      (addresses[hostname] ?? ['127.0.0.1']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    return dataFetcher({
      cacheDir: world.cache,
      hosts: hosts.map(allowedHost),
      lock,
      resolve: resolved,
      ca: testCertificate.cert,
      pause: async () => undefined,
      ...change,
    })
  }
}

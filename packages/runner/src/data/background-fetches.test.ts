import type { CachedSource, DataFetcher, FileSource } from '@hypersweep/datasets'
import { expect, test } from 'vitest'
import { backgroundFetches } from './background-fetches.ts'

const source: FileSource = {
  source: 'csv',
  path: 'a.csv',
  url: 'https://data.test/a.csv',
  label: 'kind',
  scale: 'none',
  validation: 0.2,
  test: 0.2,
  seed: 0,
}
const sha256 = 'a'.repeat(64)
const fetched: CachedSource = { source, root: '/cache', sha256 }

/** A fetcher whose fetches end when the test says so. */
function world(change: Partial<DataFetcher> = {}) {
  const [said, clock, stop] = [[] as string[], { ms: 0 }, new AbortController()]
  const fetches: (PromiseWithResolvers<CachedSource> & { progress: (bytes: number) => void })[] = []
  const cache = new Map<string, CachedSource>()
  const fetcher: DataFetcher = {
    cached: async (_, wanted) => cache.get(wanted!),
    canFetch: () => true,
    discard: async () => undefined,
    fetch(_, { progress = () => undefined }) {
      const fetch = Promise.withResolvers<CachedSource>()
      fetches.push({ ...fetch, progress })
      return fetch.promise
    },
    ...change,
  }
  const options = { fetcher, signal: stop.signal, log: (line: string) => void said.push(line), now: () => clock.ms }
  return { ...backgroundFetches(options), said, clock, stop, fetches, cache }
}

const settled = () => new Promise((done) => setImmediate(done))

test('who asks is told that data is on its way, and how far, and later gets it', async () => {
  const { get, fetches, cache, said } = world()
  const way = 'It is fetched from https://data.test/a.csv'
  await expect(get(source, sha256)).rejects.toMatchObject({ code: 'DATA_FETCHING', message: `${way}. Wait for that.` })
  fetches[0]!.progress(3 * 2 ** 20)
  await expect(get(source, sha256)).rejects.toThrow(`${way} (3.0 MiB so far).`)
  expect(fetches).toHaveLength(1)
  cache.set(sha256, fetched)
  fetches[0]!.resolve(fetched)
  await settled()
  expect(await get(source, sha256)).toEqual(fetched)
  expect(said).toEqual(['fetching https://data.test/a.csv', 'fetched https://data.test/a.csv into /cache'])
})

test('what fails is tried again, later each time, and until then its reason is told', async () => {
  const { get, fetches, clock, said } = world()
  const pauses: number[] = []
  for (let failures = 0; failures < 8; failures += 1) {
    await expect(get(source, sha256)).rejects.toMatchObject({ code: 'DATA_FETCHING' })
    fetches.at(-1)!.reject(new Error(`broken ${failures}`))
    await settled()
    await expect(get(source, sha256)).rejects.toThrow(`broken ${failures}`)
    const pause = Number(/once more in (\d+) s/.exec(said.at(-1)!)![1])
    pauses.push(pause)
    clock.ms += pause * 1000 - 1
    await expect(get(source, sha256)).rejects.toThrow(`broken ${failures}`)
    clock.ms += 1
  }
  expect(pauses).toEqual([30, 60, 120, 240, 480, 900, 900, 900])
})

test('a worker that drains says nothing of what it stopped', async () => {
  const { get, fetches, said, stop } = world()
  await get(source, sha256).catch(() => undefined)
  stop.abort()
  fetches[0]!.reject(stop.signal.reason)
  await settled()
  expect(said).toEqual(['fetching https://data.test/a.csv'])
})

test('data without a SHA-256, or that may not be fetched, is not asked for', async () => {
  const { get, fetches } = world({ canFetch: () => false })
  expect(await get(source, undefined)).toBeUndefined()
  expect(await get(source, sha256)).toBeUndefined()
  const open = world()
  expect(await open.get(source, undefined)).toBeUndefined()
  expect([fetches, open.fetches]).toEqual([[], []])
})

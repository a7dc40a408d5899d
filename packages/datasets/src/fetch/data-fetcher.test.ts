import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { IdxSource } from '../data-source.ts'
import { loadDataset } from '../load-dataset.ts'
import { csvAt, fetchWorld, sha256, sha256Of, TABLE, table } from '../testing/fetch-world.ts'
import { cutOff, file, files, secureMirror, status } from '../testing/mirror.ts'

const world = fetchWorld()
const { signal } = new AbortController()

function allowing({ port }: { port: number }, ...names: readonly string[]) {
  return (names.length > 0 ? names : ['data.test']).map((name) => `${name}:${port}=127.0.0.1`)
}

describe('a table at a URL', () => {
  test('is fetched once, into a place that its content names, and read from there', async () => {
    await using server = await secureMirror(file(table))
    const fetcher = world.fetcher({ hosts: allowing(server) })
    const source = csvAt(`${server.url}some/flowers.csv`, '../../../flowers.csv')
    expect(await fetcher.cached(source, sha256)).toBeUndefined()
    const fetched = await fetcher.fetch(source, { sha256, signal })
    expect(fetched).toMatchObject({ root: join(world.cache, sha256), sha256 })
    expect(await loadDataset(fetched.source, { root: fetched.root })).toMatchObject({ sha256, shape: [1] })
    expect(readFileSync(join(world.cache, sha256, 'data.csv'), 'utf8')).toBe(TABLE)
    expect(await fetcher.cached(source, sha256)).toEqual(fetched)
    expect(await fetcher.fetch(source, { sha256, signal })).toEqual(fetched)
    expect(server.asked).toEqual(['/some/flowers.csv'])
    expect(readdirSync(world.root)).toEqual(['cache'])
    expect(readdirSync(world.cache).filter((name) => !/^[0-9a-f]{64}(\.sha256|\.lock)?$/.test(name))).toEqual([])
  })

  test('may be packed: its content is what counts', async () => {
    await using server = await secureMirror(file(gzipSync(table)))
    const fetched = await world.fetcher({ hosts: allowing(server) }).fetch(csvAt(server.url), { sha256, signal })
    expect(await loadDataset(fetched.source, { root: fetched.root })).toMatchObject({ sha256 })
  })

  test('whose content nobody names is remembered as it came', async () => {
    await using server = await secureMirror(file(table))
    const fetcher = world.fetcher({ hosts: allowing(server) })
    expect(await fetcher.cached(csvAt(server.url), undefined)).toBeUndefined()
    expect(await fetcher.fetch(csvAt(server.url), { signal })).toMatchObject({ sha256 })
    expect(await world.fetcher({}).cached(csvAt(server.url), undefined)).toMatchObject({ sha256 })
    expect(await world.fetcher({}).cached(csvAt(`${server.url}other`), undefined)).toBeUndefined()
  })

  test('that is cut off is gone on with by the next fetch, and begun anew where it is another one meanwhile', async () => {
    const first = [cutOff(table, 9000), cutOff(table, 9000), cutOff(table, 9000), cutOff(table, 9000)]
    await using server = await secureMirror(...first, file(table), cutOff(table, 9000, { etag: '"0"' }), file(table))
    const fetcher = world.fetcher({ hosts: allowing(server) })
    await expect(fetcher.fetch(csvAt(server.url), { sha256, signal })).rejects.toMatchObject({ code: 'DATA_FETCH' })
    await fetcher.fetch(csvAt(server.url), { sha256, signal })
    expect(server.asked.at(-1)).toMatch(/^\/ bytes=[1-9]\d*- "1"$/)
    await fetcher.discard(sha256)
    expect(await fetcher.fetch(csvAt(server.url), { sha256, signal })).toMatchObject({ sha256 })
    expect(server.asked.slice(-2)).toEqual(['/', expect.stringMatching(/ "0"$/)])
  })

  test('is fetched by one process at a time, and the others take what it got', async () => {
    await using server = await secureMirror((request, response) => setTimeout(() => file(table)(request, response), 50))
    const all = [1, 2, 3].map(() => world.fetcher({ hosts: allowing(server) }))
    const fetched = await Promise.all(all.map((each) => each.fetch(csvAt(server.url), { sha256, signal })))
    expect(new Set(fetched.map(({ root }) => root)).size).toBe(1)
    expect(server.asked).toHaveLength(1)
  })

  test('is given up when it is to stop, and gone on with later', async () => {
    await using server = await secureMirror((_, response) => {
      response.writeHead(200, { etag: '"1"', 'content-length': table.length })
      response.write(table.subarray(0, 9000))
    }, file(table))
    const stop = new AbortController()
    const fetcher = world.fetcher({ hosts: allowing(server) })
    const progress = (bytes: number) => bytes > 0 && stop.abort()
    const fetching = fetcher.fetch(csvAt(server.url), { sha256, signal: stop.signal, progress })
    await expect(fetching).rejects.toThrow(/abort/i)
    await fetcher.fetch(csvAt(server.url), { sha256, signal })
    expect(server.asked[1]).toBe('/ bytes=9000- "1"')
  })

  test.runIf(existsSync('/dev/full'))('for which the disk has no room is said so, with what to do', async () => {
    await using server = await secureMirror(cutOff(table, 9000), status(404), file(table))
    const fetcher = world.fetcher({ hosts: allowing(server) })
    await fetcher.fetch(csvAt(server.url), { sha256, signal }).catch(() => undefined)
    const part = readdirSync(world.cache).find((name) => name.endsWith('.part'))!
    const place = join(world.cache, part, 'data.csv.part')
    rmSync(place, { force: true })
    symlinkSync('/dev/full', place)
    const error: unknown = await fetcher.fetch(csvAt(server.url), { sha256, signal }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'DATA_CACHE' })
    expect(String(error)).toMatch(/cannot be kept in .*cache \(ENOSPC.*Make room, or name another folder: --data-cache/)
  })
})

describe('images in a folder at a URL', () => {
  const idx: IdxSource = { source: 'idx', path: 'images', validation: 0.5, seed: 0 }
  const images = Buffer.from([0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8])
  const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1])

  test('are fetched by the names of their format, packed or not, a test part where there is one', async () => {
    await using server = await secureMirror(
      files({ '/i/train-images-idx3-ubyte.gz': gzipSync(images), '/i/train-labels-idx1-ubyte': labels }),
    )
    const fetcher = world.fetcher({ hosts: allowing(server) })
    const source = { ...idx, url: `${server.url}i/` }
    const content = sha256Of(images, labels)
    const fetched = await fetcher.fetch(source, { sha256: content, signal })
    expect(readdirSync(fetched.root).toSorted()).toEqual(['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte'])
    expect(await loadDataset(fetched.source, { root: fetched.root })).toMatchObject({
      sha256: content,
      shape: [1, 2, 1],
    })
  })

  test('of which one is missing that there has to be are none', async () => {
    await using server = await secureMirror(files({ '/train-images-idx3-ubyte': images }))
    const fetching = world.fetcher({ hosts: allowing(server) }).fetch({ ...idx, url: server.url }, { signal })
    await expect(fetching).rejects.toThrow(
      `${server.url}train-labels-idx1-ubyte.gz answered 404; ${server.url}train-labels-idx1-ubyte answered 404.`,
    )
  })

  test('that a server refuses for now are not taken for absent', async () => {
    await using server = await secureMirror((request, response) =>
      (request.url?.startsWith('/t10k')
        ? status(500)
        : files({ '/train-images-idx3-ubyte.gz': images, '/train-labels-idx1-ubyte.gz': labels }))(request, response),
    )
    const fetching = world.fetcher({ hosts: allowing(server) }).fetch({ ...idx, url: server.url }, { signal })
    await expect(fetching).rejects.toThrow('t10k-images-idx3-ubyte.gz answered 500, after 4 tries')
  })
})

test('what was published is asked for at those of its mirrors that are allowed, over TLS only', () => {
  const mnist: IdxSource = { source: 'mnist', path: 'data/mnist', validation: 5000, seed: 0 }
  expect(world.fetcher({}).canFetch(mnist)).toBe(false)
  expect(world.fetcher({ hosts: ['data.test'] }).canFetch(mnist)).toBe(false)
  expect(world.fetcher({ hosts: ['storage.googleapis.com'] }).canFetch(mnist)).toBe(true)
  expect(world.fetcher({ hosts: ['storage.googleapis.com'] }).canFetch({ ...mnist, source: 'idx' })).toBe(false)
})

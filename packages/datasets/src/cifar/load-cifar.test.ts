import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { contentSha256 } from '../files/content-sha256.ts'
import { loadCifar } from './load-cifar.ts'

const root = mkdtempSync(join(tmpdir(), 'hypersweep-cifar-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Images whose byte at (channel, pixel) is 100·channel + pixel mod 100, with these labels. */
function records(labels: readonly number[]): Uint8Array {
  const pixels = Array.from({ length: 3072 }, (_, i) => 100 * Math.floor(i / 1024) + ((i % 1024) % 100))
  // The last ones would not fit a byte: blue is at most 255.
  return Uint8Array.from(labels.flatMap((label) => [label, ...pixels.map((pixel) => Math.min(pixel, 255))]))
}

function folder(name: string, files: Record<string, Uint8Array>): string {
  mkdirSync(join(root, name))
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(root, name, file), bytes)
  return name
}

const load = (path: string, validation = 2) => loadCifar({ source: 'cifar10', path, validation, seed: 0 }, root)
const labels = (from: number, count: number) => Array.from({ length: count }, (_, i) => (from + i) % 10)

test('training files come in the order of their names, then the test file, plain or packed', async () => {
  const [one, two, last] = [records(labels(0, 4)), records(labels(4, 3)), records(labels(7, 2))]
  const path = folder('whole', {
    'data_batch_2.bin': two,
    'data_batch_1.bin.gz': gzipSync(one),
    'test_batch.bin': last,
    'readme.html': Uint8Array.of(60),
  })
  const data = await load(path)
  expect([...data.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  expect([data.train, data.validation, data.test].map((rows) => [...rows])).toEqual([
    [0, 1, 2, 3, 4],
    [5, 6],
    [7, 8],
  ])
  expect(data.sha256).toBe(contentSha256(one, two, last))
  expect(data.classNames[8]).toBe('ship')
})

test('pixels are divided by 255, and the channels of each are together', async () => {
  const data = await load(folder('channels', { 'train.bin': records([3, 1]), 'test.bin': records([2]) }), 1)
  expect(data.shape).toEqual([32, 32, 3])
  const at = (row: number, y: number, x: number) => 3072 * row + (32 * y + x) * 3
  expect([...data.features.subarray(at(1, 1, 9), at(1, 1, 9) + 3)]).toEqual(
    [41, 141, 241].map((byte) => Math.fround(byte / 255)),
  )
})

test('without a test file the validation rows are a stratified draw', async () => {
  const data = await load(folder('untested', { 'data_batch_1.bin': records([...labels(0, 10), ...labels(0, 10)]) }), 10)
  expect([...data.validation].map((row) => data.labels[row]).toSorted((a, b) => a! - b!)).toEqual(labels(0, 10))
  expect(data.test).toHaveLength(0)
})

test.each([
  ['DATA_CIFAR', 'cut.bin', records([1]).subarray(1), /train-cut\.bin has 3072 bytes/],
  ['DATA_CIFAR', 'hundred.bin', records([1, 57]), /image 2 has the label 57.*not CIFAR-100/],
  ['DATA_CIFAR', 'empty.bin', new Uint8Array(), /has 0 bytes/],
])('%s: a file %s is refused', async (code, name, bytes, message) => {
  const loading = load(folder(name, { [`train-${name}`]: bytes }))
  await expect(loading).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
})

test('a folder without training files says which are needed', async () => {
  const wanted = { code: 'DATA_MISSING', message: expect.stringContaining('data_batch_1.bin') }
  await expect(load(folder('bare', { 'test_batch.bin': records([1]) }))).rejects.toMatchObject(wanted)
  await expect(load('nowhere')).rejects.toMatchObject(wanted)
})

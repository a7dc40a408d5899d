import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import type { IdxSource } from '../data-source.ts'
import { loadIdx } from './load-idx.ts'

const root = mkdtempSync(join(tmpdir(), 'hypersweep-idx-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const source: IdxSource = { source: 'idx', path: 'shapes', validation: 2, seed: 0 }
const TRAIN_LABELS = [0, 1, 2, 0, 1, 2]

function images(rows: number, first: number, height = 2, width = 2): Uint8Array {
  const pixels = Array.from({ length: rows * height * width }, (_, i) => (first + i) & 0xff)
  return Uint8Array.of(0, 0, 8, 3, 0, 0, 0, rows, 0, 0, 0, height, 0, 0, 0, width, ...pixels)
}

function labels(...values: number[]): Uint8Array {
  return Uint8Array.of(0, 0, 8, 1, 0, 0, 0, values.length, ...values)
}

const FILES = {
  'train-images-idx3-ubyte': images(6, 0),
  'train-labels-idx1-ubyte': labels(...TRAIN_LABELS),
  't10k-images-idx3-ubyte': images(2, 100),
  't10k-labels-idx1-ubyte': labels(2, 1),
}

let folders = 0

/** A folder with these files, under a name of its own. */
function folder(files: Record<string, Uint8Array>): IdxSource {
  const path = `shapes-${folders++}`
  mkdirSync(join(root, path))
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(root, path, name), bytes)
  return { ...source, path }
}

function without(...names: (keyof typeof FILES)[]): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(FILES).filter(([name]) => !names.some((other) => other === name)))
}

test('training rows come first, then test rows; the last training rows validate', async () => {
  const data = await loadIdx(folder(FILES), root)
  expect(data).toMatchObject({ shape: [2, 2, 1], inputs: 4, classNames: ['0', '1', '2'] })
  expect(data.name).toMatch(/^shapes-\d+$/)
  expect([...data.labels]).toEqual([...TRAIN_LABELS, 2, 1])
  expect([[...data.train], [...data.validation], [...data.test]]).toEqual([
    [0, 1, 2, 3],
    [4, 5],
    [6, 7],
  ])
  const bytes = [...Array(24).keys(), ...Array.from({ length: 8 }, (_, i) => 100 + i)]
  expect([...data.features]).toEqual(bytes.map((byte) => Math.fround(byte / 255)))
  expect(data.scale).toEqual({ kind: 'divide', by: 255 })
  for (const array of [data.features, data.labels]) expect(array.buffer).toBeInstanceOf(SharedArrayBuffer)
})

test('plain and gzip files are the same data, and every byte counts for the hash', async () => {
  const packed = Object.fromEntries(Object.entries(FILES).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]))
  const [plain, zipped, other] = await Promise.all([
    loadIdx(folder(FILES), root),
    loadIdx(folder(packed), root),
    loadIdx(folder({ ...FILES, 't10k-labels-idx1-ubyte': labels(2, 0) }), root),
  ])
  expect(zipped).toEqual({ ...plain, name: zipped.name })
  expect(other.sha256).not.toBe(plain.sha256)
})

test('without test files validation is drawn by class and seed, and the test part is empty', async () => {
  const place = folder(without('t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'))
  const draws = await Promise.all(
    Array.from({ length: 12 }, (_, seed) => loadIdx({ ...place, validation: 3, seed }, root)),
  )
  for (const { test: rows, validation } of draws) {
    expect(rows).toHaveLength(0)
    expect([...validation].map((row) => TRAIN_LABELS[row]).sort()).toEqual([0, 1, 2])
  }
  expect(new Set(draws.map(({ validation }) => validation.join())).size).toBeGreaterThan(1)
})

test.each<[string, Record<string, Uint8Array>, string, string]>([
  ['no files', {}, 'DATA_MISSING', 'no train-images-idx3-ubyte and no train-labels-idx1-ubyte (looked'],
  ['half a test part', without('t10k-labels-idx1-ubyte'), 'DATA_MISSING', 'no t10k-labels-idx1-ubyte (looked'],
  ['unequal counts', { ...FILES, 'train-labels-idx1-ubyte': labels(0, 1) }, 'DATA_IDX', '6 images'],
  ['unequal sizes', { ...FILES, 't10k-images-idx3-ubyte': images(2, 0, 1, 4) }, 'DATA_IDX', '1 × 4'],
  ['a test label beyond the training labels', { ...FILES, 't10k-labels-idx1-ubyte': labels(3, 0) }, 'DATA_LABEL', '3'],
  ['one class', { ...FILES, 'train-labels-idx1-ubyte': labels(0, 0, 0, 0, 0, 0) }, 'DATA_LABEL', 'Two classes'],
  ['labels in the place of images', { ...FILES, 't10k-images-idx3-ubyte': labels(1) }, 'DATA_IDX', 't10k-images-idx3'],
])('%s: refused', async (_, files, code, words) => {
  const place = folder(files)
  await expect(loadIdx(place, root)).rejects.toMatchObject({ name: 'DatasetError', code })
  await expect(loadIdx(place, root)).rejects.toThrow(words)
})

test('a folder that is not there is missing data, and the message says where it was looked for', async () => {
  await expect(loadIdx({ ...source, path: 'nowhere' }, root)).rejects.toMatchObject({ code: 'DATA_MISSING' })
  await expect(loadIdx({ ...source, path: 'nowhere' }, root)).rejects.toThrow(join(root, 'nowhere'))
})

test('mnist insists on 28 × 28 pixels and ten classes, and is named mnist', async () => {
  await expect(loadIdx({ ...folder(FILES), source: 'mnist' }, root)).rejects.toMatchObject({ code: 'DATA_LABEL' })
  const place = folder({
    'train-images-idx3-ubyte': images(20, 0, 28, 28),
    'train-labels-idx1-ubyte': labels(...Array.from({ length: 20 }, (_, i) => i % 10)),
  })
  expect(await loadIdx({ ...place, source: 'mnist' }, root)).toMatchObject({ name: 'mnist', shape: [28, 28, 1] })
})

test('as many validation rows as training rows are refused', async () => {
  await expect(loadIdx({ ...folder(FILES), validation: 6 }, root)).rejects.toMatchObject({ code: 'DATA_SPLIT' })
})

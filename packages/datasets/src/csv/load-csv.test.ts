import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import type { CsvSource } from '../data-source.ts'
import { loadCsv } from './load-csv.ts'

const root = mkdtempSync(join(tmpdir(), 'hypersweep-csv-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const source: CsvSource = {
  source: 'csv',
  path: 'flowers.csv',
  label: 'kind',
  scale: 'standardize',
  validation: 0.2,
  test: 0.2,
  seed: 0,
}
const KINDS = ['rose', 'iris', 'lily']
const TEXT = `size,kind,weight\r\n${Array.from({ length: 30 }, (_, i) => `${i},${KINDS[i % 3]},${i * i}\r\n`).join('')}`

function put(path: string, bytes: Uint8Array | string): CsvSource {
  writeFileSync(join(root, path), bytes)
  return { ...source, path }
}

test('a file becomes rows in its order, classes by name, and parts by class', async () => {
  const data = await loadCsv(put('flowers.csv', TEXT), root)
  expect(data).toMatchObject({ name: 'flowers', shape: [2], inputs: 2, classNames: ['iris', 'lily', 'rose'] })
  expect([...data.labels.subarray(0, 6)]).toEqual([2, 0, 1, 2, 0, 1])
  expect(data.sha256).toBe(createHash('sha256').update(TEXT).digest('hex'))
  for (const part of [data.validation, data.test]) {
    expect([...part].map((row) => data.labels[row]).sort()).toEqual([0, 0, 1, 1, 2, 2])
  }
  expect(data.train).toHaveLength(18)
  expect(data.features.buffer).toBeInstanceOf(SharedArrayBuffer)
})

test('the scale is that of the training rows, and a row scaled back is the row', async () => {
  const { scale, features, train } = await loadCsv(put('scaled.csv', TEXT), root)
  const sizes = [...train]
  const mean = sizes.reduce((sum, x) => sum + x, 0) / sizes.length
  const deviation = Math.sqrt(sizes.reduce((sum, x) => sum + (x - mean) ** 2, 0) / sizes.length)
  if (scale.kind !== 'standardize') throw new Error(scale.kind)
  expect(scale.mean[0]).toBeCloseTo(mean, 12)
  expect(scale.deviation[0]).toBeCloseTo(deviation, 12)
  expect(features[2 * 29] * deviation + mean).toBeCloseTo(29, 5)
})

test('scale none leaves the numbers as they are', async () => {
  const data = await loadCsv({ ...put('plain.csv', TEXT), scale: 'none' }, root)
  expect(data.scale).toEqual({ kind: 'none' })
  expect([...data.features.subarray(0, 6)]).toEqual([0, 0, 1, 1, 2, 4])
})

test('gzip, with or without its name, is the same data', async () => {
  put('packed.csv.gz', gzipSync(TEXT))
  const [plain, packed, named] = await Promise.all(
    [put('packed-not.csv', TEXT), { ...source, path: 'packed.csv' }, { ...source, path: 'packed.csv.gz' }].map((from) =>
      loadCsv(from, root),
    ),
  )
  expect(packed).toEqual({ ...plain, name: 'packed' })
  expect(named).toEqual(packed)
})

test('a byte order mark belongs to no name', async () => {
  const data = await loadCsv({ ...put('bom.csv', `\ufeff${TEXT}`), label: 'size' }, root).catch((error) => error)
  // The label 'size' is found, and only then the words of 'kind' are no numbers.
  expect(data).toMatchObject({ code: 'DATA_CELL' })
})

test.each<[what: string, bytes: Uint8Array | string, code: string]>([
  ['latin-1', Buffer.from('größe,kind\n1,a\n', 'latin1'), 'DATA_ENCODING'],
  ['utf-16', Buffer.from('\ufeffa,kind\n1,x\n', 'utf16le'), 'DATA_ENCODING'],
  ['a single class', 'a,kind\n1,x\n2,x\n', 'DATA_LABEL'],
  ['a measurement as label', 'a,kind\n1,0.1\n2,0.2\n3,0.3\n4,0.4\n5,0.5\n', 'DATA_SPLIT'],
  ['a bad cell', 'a,kind\n?,x\n', 'DATA_CELL'],
])('%s: refused', async (what, bytes, code) => {
  await expect(loadCsv(put(`${what}.csv`, bytes), root)).rejects.toMatchObject({ name: 'DatasetError', code })
})

test('a mistake inside a file is told with the name of the file', async () => {
  await expect(loadCsv(put('odd.csv', 'a,kind\n?,x\n'), root)).rejects.toThrow(/^odd\.csv: Line 2, column 1 \('a'\)/)
})

test('a file that is not there is missing data', async () => {
  await expect(loadCsv({ ...source, path: 'none.csv' }, root)).rejects.toMatchObject({ code: 'DATA_MISSING' })
  await expect(loadCsv({ ...source, path: 'none.csv' }, root)).rejects.toThrow(join(root, 'none.csv'))
})

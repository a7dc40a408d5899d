import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFeatures } from './read-features.ts'
import { scaled } from './scaled.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-predict-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
function file(contents: string | Uint8Array): string {
  files += 1
  const path = join(folder, `${files}.data`)
  writeFileSync(path, contents)
  return path
}

describe('a CSV file', () => {
  test('gives its numbers row by row', async () => {
    const { inputs, values } = await readFeatures(file('\ufeffa,b\r\n1,2.5\r\n-3,4e2\r\n\r\n'))
    expect(inputs).toBe(2)
    expect([...values]).toEqual([1, 2.5, -3, 400])
  })

  test('its label column is set aside', async () => {
    const text = '"a","kind, of",b\n1,"x ""y""",2\n3,z,4\n'
    const { inputs, values, labels } = await readFeatures(file(text), 'kind, of')
    expect([inputs, [...values], labels]).toEqual([2, [1, 2, 3, 4], ['x "y"', 'z']])
  })

  test.each([
    ['a word', 'a,b\n1,two\n', /:2 has "two" in the column b\. Fill in a number/],
    ['an empty cell', 'a,b\n1,\n', /:2 has "" in the column b/],
    ['too few cells', 'a,b\n1,2\n3\n', /:3 has 1 cells\. The header has 2/],
    ['too many cells', 'a,b\n1,2,3\n', /:2 has 3 cells/],
  ])('%s is an error with its line', async (_what, text, message) => {
    await expect(readFeatures(file(text))).rejects.toThrow(message)
  })

  test('a label column that is not there is an error that names those that are', async () => {
    await expect(readFeatures(file('a,b\n1,2\n'), 'c')).rejects.toThrow('has no column "c". It has a, b.')
  })
})

describe('an IDX file', () => {
  const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255)

  test('gives its pixels, also from gzip', async () => {
    for (const bytes of [images, gzipSync(images)]) {
      const { inputs, values } = await readFeatures(file(bytes))
      expect([inputs, [...values]]).toEqual([3, [1, 2, 3, 4, 5, 255]])
    }
  })
  test('that is cut short is an error', async () => {
    await expect(readFeatures(file(images.subarray(0, 21)))).rejects.toThrow('it has 21 bytes')
  })
  test('of labels is an error', async () => {
    await expect(readFeatures(file(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7)))).rejects.toThrow('no IDX file of images')
  })
})

test('records of CIFAR-10 give their pixels, the channels of each together', async () => {
  const record = (label: number) => [
    label,
    ...Array.from({ length: 3072 }, (_, i) => Math.floor(i / 1024) + 10 * label),
  ]
  const { inputs, values } = await readFeatures(file(Uint8Array.from([...record(1), ...record(2)])))
  expect([inputs, values.length]).toEqual([3072, 6144])
  expect([...values.subarray(3070, 3075)]).toEqual([11, 12, 20, 21, 22])
})

test('a file that is not there is an error', async () => {
  await expect(readFeatures(join(folder, 'nothing.csv'))).rejects.toMatchObject({ code: 'UNREADABLE', exitCode: 2 })
})

test('values are scaled as the training data was', () => {
  const values = Float64Array.of(0, 51, 255, 10)
  expect([...scaled(values, 2, { kind: 'none' })]).toEqual([0, 51, 255, 10])
  expect([...scaled(values, 2, { kind: 'divide', by: 255 })]).toEqual([0, 0.2, 1, 10 / 255].map(Math.fround))
  const standardize = { kind: 'standardize', mean: [5, 10], deviation: [2, 1] } as const
  expect([...scaled(values, 2, standardize)]).toEqual([-2.5, 41, 125, 0])
})

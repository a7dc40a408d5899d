import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadDataset } from '../load-dataset.ts'
import { findData } from './find-data.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hypersweep-found-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), content)
}

function idx(path: string, labels: number[]): void {
  const size = (count: number) => [0, 0, 0, count]
  write(`${path}/train-labels-idx1-ubyte`, Uint8Array.from([0, 0, 8, 1, ...size(labels.length), ...labels]))
  const pixels = labels.flatMap(() => [1, 2, 3, 4, 5, 6])
  const images = Uint8Array.from([0, 0, 8, 3, ...size(labels.length), ...size(2), ...size(3), ...pixels])
  write(`${path}/train-images-idx3-ubyte.gz`, gzipSync(images))
}

test('data sets of each format are told with what loading them gives', async () => {
  idx('shapes', [0, 2, 1, 1])
  write('photos/data_batch_1.bin', new Uint8Array(2 * 3073))
  write('photos/test_batch.bin', new Uint8Array(3073))
  const lines = Array.from({ length: 12 }, (_, row) => `${row},2,${row % 2 ? '"x, y"' : 'z'}\r\n`)
  write('deep/er/iris.csv', `a,b,kind\r\n${lines.join('')}`)
  symlinkSync(join(root, 'shapes'), join(root, 'linked'))
  const { data, isCut } = await findData(root)
  expect(isCut).toBe(false)
  expect(data.map(({ path, format }) => `${format} ${path}`)).toEqual([
    'csv deep/er/iris.csv',
    'idx linked',
    'cifar10 photos',
    'idx shapes',
  ])
  const facts = Object.fromEntries(data.map((found) => [found.path, found.status === 'sound' && found.facts]))
  expect(facts['shapes']).toMatchObject({ rows: 4, testRows: 0, shape: [2, 3], classes: 3 })
  expect(facts['photos']).toMatchObject({ rows: 3, testRows: 1, shape: [32, 32, 3], classes: 10 })
  expect(facts['deep/er/iris.csv']).toMatchObject({ rows: 12, testRows: 0, shape: [3] })
  const parts = { validation: 1, seed: 0 }
  const shapes = await loadDataset({ source: 'idx', path: 'shapes', ...parts }, { root })
  const csv = { source: 'csv', path: 'deep/er/iris.csv', label: 'kind', scale: 'none', test: 2 } as const
  const iris = await loadDataset({ ...csv, ...parts, validation: 2 }, { root })
  expect(facts['shapes']).toMatchObject({ sha256: shapes.sha256, classes: shapes.classNames.length })
  expect(facts['deep/er/iris.csv']).toMatchObject({ sha256: iris.sha256 })
})

test('what cannot be read is told with the reason, and hides nothing else', async () => {
  idx('good', [0, 1])
  idx('half', [0, 1])
  rmSync(join(root, 'half/train-images-idx3-ubyte.gz'))
  write('cut.csv', 'a,b\n1,2\n3\n')
  write('none.csv', '')
  write('cut/train.bin', new Uint8Array(3000))
  const { data } = await findData(root)
  const told = data.map((found) => [found.path, found.status === 'broken' ? found.message : 'sound'])
  expect(told).toEqual([
    ['cut.csv', expect.stringContaining('Line 3 has 1 cells, and the header names 2 columns.')],
    ['none.csv', expect.stringContaining('It has no rows.')],
    ['cut', expect.stringContaining('train.bin has 3000 bytes.')],
    ['good', 'sound'],
    ['half', expect.stringContaining('has no train-images-idx3-ubyte')],
  ])
})

test('hidden folders, installed packages and what lies too deep are passed over', async () => {
  for (const path of ['.cache/a.csv', 'node_modules/x/a.csv', 'a/b/c/d/e/f.csv']) write(path, 'a,b\n1,2\n')
  write('a/b/c/near.csv', 'a,b\n1,2\n')
  expect((await findData(root)).data.map(({ path }) => path)).toEqual(['a/b/c/near.csv'])
})

test('a folder that is not there is an error of the system', async () => {
  await expect(findData(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' })
})

import type { Dataset } from '@hypersweep/core'
import { describe, expect, test } from 'vitest'
import { loadDataset } from './load-dataset.ts'
import { mnistFiles } from './mnist-files.ts'

const files = mnistFiles()

// Counts and sums as published, and as found by an independent reading of the original files.
describe.skipIf(files === undefined)('MNIST', async () => {
  if (files === undefined) return
  const data = await loadDataset({ source: 'mnist', path: files.path, validation: 5000, seed: 0 }, files)

  test.each<[part: 'train' | 'validation' | 'test', counts: number[], byteSum: number]>([
    ['train', [5434, 6212, 5465, 5622, 5343, 4963, 5436, 5702, 5357, 5466], 1437309103],
    ['validation', [489, 530, 493, 509, 499, 458, 482, 563, 494, 483], 129989442],
    ['test', [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], 264923200],
  ])('the %s part has its label counts and its sum of bytes', (part, counts, byteSum) => {
    expect(countLabels(data, data[part])).toEqual(counts)
    expect(sumBytes(data, data[part])).toBe(byteSum)
  })

  test('the first labels are 5 0 4 1 9 and, of the test part, 7 2 1 0 4', () => {
    expect([...data.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    expect([...data.labels.subarray(60_000, 60_010)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
  })

  test('the hash is that of the four expanded files', () => {
    expect(data.sha256).toBe('b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a')
  })
})

function countLabels({ labels, classNames }: Dataset, rows: Uint32Array): number[] {
  const counts = classNames.map(() => 0)
  for (const row of rows) counts[labels[row]] += 1
  return counts
}

function sumBytes({ features, inputs }: Dataset, rows: Uint32Array): number {
  let total = 0
  for (const row of rows) {
    for (let i = row * inputs; i < (row + 1) * inputs; i++) total += Math.round(features[i] * 255)
  }
  return total
}

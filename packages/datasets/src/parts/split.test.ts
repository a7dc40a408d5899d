import { randomStream } from '@hypersweep/numbers'
import { describe, expect, test } from 'vitest'
import { type Parts, splitInOrder, splitStratified } from './split.ts'

const NAMES = ['a', 'b', 'c', 'd']

describe('over random labels of unequal classes', () => {
  const cases = Array.from({ length: 40 }, (_, seed) => {
    const stream = randomStream(seed, 'data')
    const labels = Array.from({ length: 40 + stream.below(200) }, (_, row) =>
      row < 12 ? row % 4 : stream.below(1 + stream.below(4)),
    )
    const wanted = { validation: 1 + stream.below(8), test: stream.below(8), seed }
    return { labels, wanted, parts: splitStratified(labels, NAMES, wanted) }
  })

  test('the parts hold every row once, in ascending order, and have the sizes asked for', () => {
    for (const { labels, wanted, parts } of cases) {
      expect(allRows(parts)).toEqual([...labels.keys()])
      for (const rows of Object.values(parts)) expect(rows).toEqual(rows.toSorted())
      expect([parts.validation.length, parts.test.length]).toEqual([wanted.validation, wanted.test])
    }
  })

  test('every class has its share of each part, to within a row', () => {
    for (const { labels, parts } of cases) {
      for (const label of NAMES.keys()) {
        const share = labels.filter((other) => other === label).length / labels.length
        const inTest = countOf(label, labels, parts.test)
        const inValidation = countOf(label, labels, parts.validation)
        expect(Math.abs(inTest - share * parts.test.length)).toBeLessThan(1)
        // The test rows are gone when the validation rows are drawn, which moves the share a little.
        expect(Math.abs(inValidation - share * parts.validation.length)).toBeLessThan(1.5)
      }
    }
  })

  test('the same seed draws the same rows, another seed others', () => {
    for (const { labels, wanted, parts } of cases) expect(splitStratified(labels, NAMES, wanted)).toEqual(parts)
    const others = cases.filter(({ labels, wanted, parts }) => {
      const other = splitStratified(labels, NAMES, { ...wanted, seed: wanted.seed + 1000 })
      return JSON.stringify([...other.validation]) !== JSON.stringify([...parts.validation])
    })
    expect(others.length).toBeGreaterThan(35)
  })

  test('the test rows do not depend on how many rows validate', () => {
    for (const { labels, wanted, parts } of cases) {
      const { test: rows } = splitStratified(labels, NAMES, { ...wanted, validation: wanted.validation + 3 })
      expect(rows).toEqual(parts.test)
    }
  })
})

test('rows of a class have equal chances', () => {
  const counts = Array.from({ length: 20 }, () => 0)
  const labels = counts.map((_, row) => row % 2)
  for (let seed = 0; seed < 4000; seed++) {
    const { validation } = splitStratified(labels, ['a', 'b'], { validation: 4, test: 4, seed })
    for (const row of validation) counts[row] += 1
  }
  // 800 expected in each of 20 places; the 99.99 % point of chi-square with 19 degrees of freedom is 50.8.
  expect(counts.reduce((sum, count) => sum + (count - 800) ** 2 / 800, 0)).toBeLessThan(50.8)
})

test('a class that keeps no row for training is refused by name', () => {
  const split = () => splitStratified([0, 0, 0, 0, 1, 1], ['cat', 'dog'], { validation: 2, test: 3, seed: 0 })
  expect(split).toThrow(expect.objectContaining({ code: 'DATA_SPLIT' }))
  expect(split).toThrow("class 'dog'")
})

test('with a test file of its own, validation is the last training rows', () => {
  const parts = splitInOrder(2, 6, 3)
  expect([[...parts.train], [...parts.validation], [...parts.test]]).toEqual([
    [0, 1, 2, 3],
    [4, 5],
    [6, 7, 8],
  ])
  expect([...splitInOrder(0.5, 6, 1).validation]).toEqual([3, 4, 5])
})

test('row numbers lie in shared memory', () => {
  const both = [
    splitInOrder(1, 3, 1),
    splitStratified([0, 0, 1, 1], NAMES.slice(0, 2), { validation: 1, test: 1, seed: 0 }),
  ]
  for (const parts of both) {
    for (const rows of Object.values(parts)) expect(rows.buffer).toBeInstanceOf(SharedArrayBuffer)
  }
})

function allRows({ train, validation, test: rows }: Parts): number[] {
  return [...train, ...validation, ...rows].sort((a, b) => a - b)
}

function countOf(label: number, labels: readonly number[], rows: Uint32Array): number {
  return rows.reduce((count, row) => count + (labels[row] === label ? 1 : 0), 0)
}

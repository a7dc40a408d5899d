import { expect, test } from 'vitest'
import { densityOf, listNonzeros } from './nonzeros.ts'

const features = Float32Array.from([0, 2, 0, -0, 0, 3, 0, 0, 0, 4, 5, 6])

test('the list has each nonzero with its column, row by row', () => {
  const { starts, entries } = listNonzeros(features, 3)
  const values = new Float32Array(entries.buffer)
  expect([...starts]).toEqual([0, 1, 2, 2, 5])
  expect(Array.from({ length: 5 }, (_, i) => [entries[2 * i] / 64, values[2 * i + 1]])).toEqual([
    [1, 2],
    [2, 3],
    [0, 4],
    [1, 5],
    [2, 6],
  ])
})

test('density is the share of values that are not ±0', () => {
  expect(densityOf(features)).toBe(5 / 12)
})

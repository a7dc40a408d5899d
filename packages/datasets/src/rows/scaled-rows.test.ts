import { expect, test } from 'vitest'
import type { RawRows } from './raw-rows.ts'
import { scaledRows } from './scaled-rows.ts'

const rows = (...values: number[]): RawRows => ({ format: 'npy', shape: [2], values })

test('values are scaled as the training data was', () => {
  const raw = rows(0, 51, 255, 10)
  expect([...scaledRows(raw, { kind: 'none' })]).toEqual([0, 51, 255, 10])
  expect([...scaledRows(raw, { kind: 'divide', by: 255 })]).toEqual([0, 0.2, 1, 10 / 255].map(Math.fround))
  const standardize = { kind: 'standardize', mean: [5, 10], deviation: [2, 1] } as const
  expect([...scaledRows(raw, standardize)]).toEqual([-2.5, 41, 125, 0])
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, -1e39])('%s is refused, naming its row and feature', (value) => {
  expect(() => scaledRows(rows(1, 2, 3, value), { kind: 'none' })).toThrow(
    expect.objectContaining({ code: 'DATA_CELL', message: expect.stringContaining('Row 2, feature 2 holds') }),
  )
})

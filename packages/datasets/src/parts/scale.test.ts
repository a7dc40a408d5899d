import { expect, test } from 'vitest'
import { scaledFeatures, standardScale } from './scale.ts'

const COLUMNS = ['height', 'always 0.1', 'weight']
// Rows 0 … 3 are for training; row 4 must not matter to the statistics.
const VALUES = Float64Array.of(1, 0.1, 1000, 2, 0.1, 3000, 3, 0.1, 1000, 6, 0.1, 3000, 100, 5, -1e6)
const TRAIN = Uint32Array.of(0, 1, 2, 3)

test('mean and deviation are those of the training rows alone', () => {
  const scale = standardScale({ columns: COLUMNS, values: VALUES }, TRAIN)
  expect(scale).toEqual({ kind: 'standardize', mean: [3, 0.1, 2000], deviation: [Math.sqrt(3.5), 1, 1000] })
})

test('a scaled column has mean 0 and deviation 1 over the training rows, a constant one is 0', () => {
  const table = { columns: COLUMNS, values: VALUES }
  const features = scaledFeatures(table, standardScale(table, TRAIN))
  for (const [column, deviation] of [1, 0, 1].entries()) {
    const values = [...TRAIN].map((row) => features[row * 3 + column])
    expect(values.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 6)
    expect(values.reduce((sum, x) => sum + x * x, 0) / 4).toBeCloseTo(deviation, 6)
  }
  expect(features[3 * 4 + 1]).toBe(Math.fround(4.9))
})

test('scale none only rounds to float32, divide divides', () => {
  const table = { columns: COLUMNS, values: VALUES }
  expect([...scaledFeatures(table, { kind: 'none' })]).toEqual([...VALUES].map(Math.fround))
  expect(scaledFeatures(table, { kind: 'divide', by: 8 })[0]).toBe(0.125)
})

test('features lie in shared memory', () => {
  expect(scaledFeatures({ columns: ['x'], values: Float64Array.of(1) }, { kind: 'none' }).buffer).toBeInstanceOf(
    SharedArrayBuffer,
  )
})

test('a value beyond float32, or one whose square is beyond float64, is refused by column', () => {
  const large = { columns: ['x', 'y'], values: Float64Array.of(1, 1e39, 2, 1) }
  expect(() => scaledFeatures(large, { kind: 'none' })).toThrow(expect.objectContaining({ code: 'DATA_CELL' }))
  expect(() => scaledFeatures(large, { kind: 'none' })).toThrow("'y' holds 1e+39")
  const extreme = { columns: ['x'], values: Float64Array.of(1e308, 1.5e308) }
  const scale = standardScale(extreme, Uint32Array.of(0, 1))
  expect(() => scaledFeatures(extreme, scale)).toThrow("'x' holds 1e+308")
})

import type { Dataset } from '@hypersweep/core'
import { expect, test } from 'vitest'
import { generateDigits } from './digits.ts'

const source = { source: 'digits', rows: 1000, noise: 0.25, validation: 200, test: 200, seed: 0 } as const
const data = generateDigits(source)

test('digits have the form of MNIST: 28 × 28 whole shades of 255, ten classes of one size', () => {
  expect(data).toMatchObject({ name: 'digits', shape: [28, 28, 1], inputs: 784, scale: { kind: 'divide', by: 255 } })
  expect(data.features).toHaveLength(784_000)
  expect(data.features.every((shade) => shade === Math.fround(Math.round(shade * 255) / 255))).toBe(true)
  expect(data.features.every((shade) => shade >= 0 && shade <= 1)).toBe(true)
  for (const digit of data.classNames.keys()) {
    expect(data.labels.filter((label) => label === digit)).toHaveLength(100)
    expect(data.validation.filter((row) => data.labels[row] === digit)).toHaveLength(20)
  }
  for (const array of [data.features, data.labels]) expect(array.buffer).toBeInstanceOf(SharedArrayBuffer)
})

test('about four fifths of all pixels are zero, as in MNIST', () => {
  const zeros = data.features.filter((shade) => shade === 0).length / data.features.length
  expect(zeros).toBeGreaterThan(0.75)
  expect(zeros).toBeLessThan(0.85)
})

test('the edge of the images is almost empty: digits stay inside', () => {
  const clean = generateDigits({ ...source, noise: 0 })
  const onEdge = (i: number) => [0, 27].includes(i % 28) || [0, 27].includes(Math.floor((i % 784) / 28))
  const ink = clean.features.reduce((sum, shade) => sum + shade, 0)
  const edge = clean.features.reduce((sum, shade, i) => sum + (onEdge(i) ? shade : 0), 0)
  expect(edge / ink).toBeLessThan(0.01)
})

test('the same seed gives the same bytes, another seed or noise others', () => {
  const again = generateDigits(source)
  expect(again.sha256).toBe(data.sha256)
  expect(again.features).toEqual(data.features)
  expect(generateDigits({ ...source, seed: 1 }).sha256).not.toBe(data.sha256)
  expect(generateDigits({ ...source, noise: 0.2 }).sha256).not.toBe(data.sha256)
})

test('a row is the same whatever the number of rows', () => {
  const fewer = generateDigits({ ...source, rows: 50, validation: 10, test: 10 })
  expect(fewer.features).toEqual(data.features.slice(0, 50 * 784))
})

test('no two digits are alike', () => {
  const texts = new Set(
    Array.from({ length: 1000 }, (_, row) => data.features.slice(row * 784, (row + 1) * 784).join()),
  )
  expect(texts.size).toBe(1000)
})

test('the nearest class mean tells most digits, and by far not all', () => {
  const right = [...data.validation].filter((row) => nearestMean(data, row) === data.labels[row]).length
  expect(right / data.validation.length).toBeGreaterThan(0.5)
  expect(right / data.validation.length).toBeLessThan(0.85)
})

test.each([{ rows: 9 }, { rows: 100.5 }, { noise: -1 }, { noise: Infinity }])('%o is refused', (change) => {
  expect(() => generateDigits({ ...source, ...change })).toThrow(expect.objectContaining({ code: 'DATA_OPTION' }))
})

function nearestMean({ features, labels, train, classNames }: Dataset, row: number): number {
  means ??= classNames.map((_, digit) => {
    const rows = [...train].filter((other) => labels[other] === digit)
    return Float64Array.from(
      { length: 784 },
      (_, i) => rows.reduce((sum, r) => sum + features[r * 784 + i], 0) / rows.length,
    )
  })
  const distances = means.map((mean) => mean.reduce((sum, x, i) => sum + (x - features[row * 784 + i]) ** 2, 0))
  return distances.indexOf(Math.min(...distances))
}

let means: Float64Array[] | undefined

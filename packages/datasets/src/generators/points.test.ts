import { expect, test } from 'vitest'
import type { PointsSource } from '../data-source.ts'
import { generatePoints } from './points.ts'

const rows = { rows: 301, noise: 0, validation: 50, test: 40, seed: 3 }
const sources: PointsSource[] = [
  { ...rows, source: 'spirals', classes: 3 },
  { ...rows, source: 'moons' },
  { ...rows, source: 'rings', classes: 4 },
]

function pointsOf(source: PointsSource): { x: number; y: number; label: number }[] {
  const { features, labels } = generatePoints(source)
  return Array.from(labels, (label, row) => ({ x: features[2 * row], y: features[2 * row + 1], label }))
}

test.each(sources)('$source: classes are equally large to within a row, parts have their sizes', (source) => {
  const data = generatePoints(source)
  const counts = data.classNames.map((_, label) => data.labels.filter((other) => other === label).length)
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  expect([data.train.length, data.validation.length, data.test.length]).toEqual([211, 50, 40])
  expect(data).toMatchObject({ name: source.source, shape: [2], inputs: 2, scale: { kind: 'none' } })
  for (const array of [data.features, data.labels]) expect(array.buffer).toBeInstanceOf(SharedArrayBuffer)
})

test.each(sources)(
  '$source: the same seed gives the same bytes, another seed, noise or number of rows others',
  (source) => {
    const { sha256 } = generatePoints(source)
    expect(generatePoints({ ...source })).toEqual(generatePoints(source))
    const others = [
      { ...source, seed: 4 },
      { ...source, noise: 0.1 },
      { ...source, rows: 302 },
    ].map((other) => generatePoints(other).sha256)
    expect(new Set([sha256, ...others]).size).toBe(4)
  },
)

test('without noise, ring c of C is a circle of radius (c + 1)/C', () => {
  for (const { x, y, label } of pointsOf(sources[2])) expect(Math.hypot(x, y)).toBeCloseTo((label + 1) / 4, 6)
})

test('without noise, moons are a half circle above and one below that reaches into it', () => {
  for (const { x, y, label } of pointsOf(sources[1])) {
    expect(label === 0 ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5)).toBeCloseTo(1, 6)
    expect(label === 0 ? y >= 0 : y <= 0.5).toBe(true)
  }
})

test('without noise, a spiral turns by three quarters on its way out, each class a third of a turn apart', () => {
  for (const { x, y, label } of pointsOf(sources[0])) {
    const radius = Math.hypot(x, y)
    const turns = Math.atan2(y, x) / (2 * Math.PI) - (0.75 * radius + label / 3)
    expect(radius * Math.abs(turns - Math.round(turns))).toBeLessThan(1e-6)
  }
})

test('noise has its deviation in both coordinates', () => {
  const still = pointsOf({ ...sources[2], rows: 5000 } as PointsSource)
  const radii = pointsOf({ ...sources[2], rows: 5000, noise: 0.05 } as PointsSource).map(
    ({ x, y, label }) => Math.hypot(x, y) - (label + 1) / 4,
  )
  const deviation = Math.sqrt(radii.reduce((sum, r) => sum + r * r, 0) / radii.length)
  expect(still).toHaveLength(5000)
  expect(deviation).toBeGreaterThan(0.045)
  expect(deviation).toBeLessThan(0.055)
})

test.each([
  { ...sources[0], rows: 2 },
  { ...sources[0], rows: 10.5 },
  { ...sources[1], rows: 1e9 },
  { ...sources[1], noise: -0.1 },
  { ...sources[1], noise: NaN },
  { ...sources[2], classes: 1 },
] as PointsSource[])('%o is refused', (source) => {
  expect(() => generatePoints(source)).toThrow(expect.objectContaining({ code: 'DATA_OPTION' }))
})

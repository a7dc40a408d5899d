import { expect, test } from 'vitest'
import { flatness } from './flatness.ts'

const flatnessOf = (megabytes: (ended: number) => number) =>
  flatness(
    Array.from({ length: 1000 }, (_, ended) => ({ ended, megabytes: megabytes(ended) })),
    1000,
  )

test('memory that only its start moves is flat', () => {
  expect(flatnessOf((ended) => Math.min(ended, 100))).toMatchObject({ megabytes: 100, grows: 0, wanders: 0 })
})

test('memory that grows with the trials is not, nor one that leaps and stays', () => {
  expect(flatnessOf((ended) => 100 + ended / 10).grows).toBeGreaterThan(0.3)
  expect(flatnessOf((ended) => (ended < 400 ? 100 : 150)).grows).toBe(0.5)
})

test('garbage that comes and goes only wanders', () => {
  const { grows, wanders } = flatnessOf((ended) => 100 + (ended % 250) / 5)
  expect(Math.abs(grows)).toBeLessThan(0.1)
  expect(wanders).toBeGreaterThan(0.1)
})

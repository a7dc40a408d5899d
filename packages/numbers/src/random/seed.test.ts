import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveSeed, type Purpose, seedKey } from './seed.ts'

const LARGEST = 2 ** 53 - 1

test('the key holds the low and the high word of the seed', () => {
  expect(seedKey(0)).toEqual([0, 0])
  expect(seedKey(0x1_0000_0002)).toEqual([2, 1])
  expect(seedKey(LARGEST)).toEqual([0xffffffff, 0x1fffff])
})

test.each([-1, 0.5, 2 ** 53, NaN, Infinity])('%s is no seed', (seed) => {
  expect(() => seedKey(seed)).toThrow(expect.objectContaining({ code: 'SEED' }))
})

test('a purpose that is not in the list is refused', () => {
  expect(() => deriveSeed(0, 'other' as Purpose, 0)).toThrow(expect.objectContaining({ code: 'PURPOSE' }))
})

test('a derived seed is a seed', () => {
  const seed = fc.integer({ min: 0, max: LARGEST })
  fc.assert(
    fc.property(seed, seed, (from, index) => {
      expect(seedKey(deriveSeed(from, 'replicate', index))).toHaveLength(2)
    }),
  )
})

test('seed, purpose and each half of the index matter', () => {
  const seeds = [
    deriveSeed(1, 'replicate', 1),
    deriveSeed(2, 'replicate', 1),
    deriveSeed(1 + 2 ** 32, 'replicate', 1),
    deriveSeed(1, 'sampler', 1),
    deriveSeed(1, 'replicate', 2),
    deriveSeed(1, 'replicate', 1 + 2 ** 32),
  ]
  expect(new Set(seeds).size).toBe(seeds.length)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shuffle } from './shuffle.ts'
import { randomStream } from './stream.ts'

test('shuffling keeps every value', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.nat(), (values, seed) => {
      const shuffled = Uint32Array.from(values)
      shuffle(shuffled, randomStream(seed, 'shuffle'))
      expect(shuffled.toSorted()).toEqual(Uint32Array.from(values).sort())
    }),
  )
})

test('each of the 24 orders of four values comes about equally often', () => {
  const stream = randomStream(0, 'shuffle')
  const counts = new Map<string, number>()
  for (let i = 0; i < 24_000; i++) {
    const values = Uint32Array.of(0, 1, 2, 3)
    shuffle(values, stream)
    counts.set(values.join(''), (counts.get(values.join('')) ?? 0) + 1)
  }
  expect(counts.size).toBe(24)
  // The 99.99 % point of chi-square with 23 degrees of freedom is 57.1.
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
  expect(chiSquare).toBeLessThan(57.1)
})

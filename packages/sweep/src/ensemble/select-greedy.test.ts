import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Candidate, selectGreedy } from './select-greedy.ts'

const loss = (votes: readonly (readonly number[])[]) => {
  const rows = votes[0]!.length
  const sum = (row: number) => votes.reduce((total, vote) => total + vote[row]!, 0)
  let total = 0
  for (let row = 0; row < rows; row += 1) total -= Math.log(Math.max(2 ** -149, sum(row) / votes.length))
  return total / rows
}

const pools = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 })).chain(([count, rows]) =>
  fc.array(fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: rows, maxLength: rows }), {
    minLength: count,
    maxLength: count,
  }),
)
const sizes = fc.integer({ min: 1, max: 12 })

function candidatesOf(pool: readonly (readonly number[])[]): Candidate[] {
  return pool.map((likelihoods, number) => ({ number, likelihoods }))
}

test('one that is sure where the others are not, and the other way round, are taken together', () => {
  const pool = [
    [0.9, 0.2],
    [0.2, 0.9],
    [0.5, 0.5],
  ]
  const { votes, losses } = selectGreedy({ candidates: candidatesOf(pool), size: 10 })
  // The third is the best alone (0.693 against 0.857), and the first two together are better than with it.
  expect(losses[0]).toBeCloseTo(Math.LN2, 14)
  expect(votes[0]).toBe(2)
  expect(losses.at(-1)).toBeLessThan(-Math.log(0.54))
})

test('its loss is that of its votes, and never above that of an average of the best', () => {
  fc.assert(
    fc.property(pools, sizes, (pool, size) => {
      const { votes, losses } = selectGreedy({ candidates: candidatesOf(pool), size })
      expect(losses.at(-1)).toBeCloseTo(loss(votes.map((number) => pool[number]!)), 10)
      const sorted = pool.toSorted((a, b) => loss([a]) - loss([b])).slice(0, size)
      const averages = sorted.map((_, index) => loss(sorted.slice(0, index + 1)))
      expect(losses.at(-1)).toBeLessThanOrEqual(Math.min(...averages) + 1e-12)
      expect(votes.length).toBeLessThanOrEqual(size)
    }),
  )
})

test('each vote behind the sorted start is the best that could be given', () => {
  fc.assert(
    fc.property(pools, sizes, (pool, size) => {
      const { votes } = selectGreedy({ candidates: candidatesOf(pool), size })
      // A start is made of different ones; the first that comes again is a greedy vote, and all behind it.
      const first = votes.findIndex((number, index) => votes.indexOf(number) < index)
      const greedy = first === -1 ? [] : votes.map((_, index) => index).slice(first)
      for (const index of greedy) {
        const before = votes.slice(0, index).map((number) => pool[number]!)
        const possible = pool.map((one) => loss([...before, one]))
        expect(possible[votes[index]!]).toBeLessThanOrEqual(Math.min(...possible) + 1e-12)
      }
    }),
  )
})

test('one vote is for the best single', () => {
  const { votes } = selectGreedy({ candidates: candidatesOf([[0.3], [0.8], [0.5]]), size: 1 })
  expect(votes).toEqual([1])
})

test('the order of the candidates plays no part', () => {
  fc.assert(
    fc.property(pools, sizes, (pool, size) => {
      const candidates = candidatesOf(pool)
      expect(selectGreedy({ candidates: candidates.toReversed(), size })).toEqual(selectGreedy({ candidates, size }))
    }),
  )
})

test('of equal ones the lower number is taken, and no vote that gains nothing', () => {
  const candidates = candidatesOf([[0.5], [0.5], [0.5]]).toReversed()
  expect(selectGreedy({ candidates, size: 5 }).votes).toEqual([0])
})

test('a probability of 0 costs much, and not infinity', () => {
  const { losses } = selectGreedy({ candidates: candidatesOf([[0, 1]]), size: 3 })
  expect(losses[0]).toBeCloseTo((149 * Math.LN2) / 2, 10)
})

test.each([[[]], [candidatesOf([[]])]])('without candidates or rows there is nothing to select', (candidates) => {
  expect(() => selectGreedy({ candidates, size: 5 })).toThrow(expect.objectContaining({ code: 'NO_CANDIDATES' }))
})

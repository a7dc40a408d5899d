import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pow } from './pow.ts'

const SPECIAL = [0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, 1e-300, -1e300, 5e-324, 2 ** 53, -(2 ** 53), 1e22]
const ALL_SPECIAL = [...SPECIAL, Infinity, -Infinity, NaN]

test('pow agrees with ECMAScript on every pair of special values', () => {
  for (const x of ALL_SPECIAL) {
    for (const y of ALL_SPECIAL) {
      expect([x, y, roughly(pow(x, y))]).toEqual([x, y, roughly(x ** y)])
    }
  }
})

test('pow is exact where the power is a float64', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100, max: 100 }), fc.integer({ min: 0, max: 7 }), (base, n) => {
      let exact = 1
      for (let i = 0; i < n; i++) exact *= base
      expect(pow(base, n)).toBe(exact)
    }),
  )
})

test('pow of two to a whole number is that bit, down to the last subnormal', () => {
  let value = 1
  for (let k = 0; k >= -1074; k--, value /= 2) expect(pow(2, k)).toBe(value)
  expect(pow(2, -1075)).toBe(0)
})

test('pow to one half is the square root', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
      expect(pow(x, 0.5)).toBe(Math.sqrt(x))
    }),
  )
})

/** 13 digits: where the value is an ordinary number, engines may differ in the last bit. */
function roughly(x: number): string {
  return Object.is(x, -0) ? '-0' : x.toPrecision(13)
}

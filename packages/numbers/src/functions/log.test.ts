import fc from 'fast-check'
import { expect, test } from 'vitest'
import { log } from './log.ts'

test('log of one is zero, of the zeros minus infinity, of infinity infinity', () => {
  expect([log(1), log(0), log(-0), log(Infinity)]).toEqual([0, -Infinity, -Infinity, Infinity])
})

test('log of a negative number and of NaN is NaN', () => {
  expect([log(-1), log(-Infinity), log(-5e-324), log(NaN)]).toEqual([NaN, NaN, NaN, NaN])
})

test('log of a power of two is its exponent times ln 2 to a last place, subnormals included', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1074, max: 1023 }), (k) => {
      expect(Math.abs(log(2 ** k) - k * Math.LN2)).toBeLessThanOrEqual(Math.abs(k) * 2 ** -52)
    }),
  )
})

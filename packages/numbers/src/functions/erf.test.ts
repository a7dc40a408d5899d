import fc from 'fast-check'
import { expect, test } from 'vitest'
import { erf } from './erf.ts'

test('erf keeps the sign of zero, ends at ±1, and NaN stays NaN', () => {
  expect([erf(0), erf(-0), erf(Infinity), erf(-Infinity), erf(NaN)]).toEqual([0, -0, 1, -1, NaN])
})

test('erf of a tiny number is 2/√π times it', () => {
  expect(erf(1e-300)).toBe(1.1283791670955126e-300)
})

test('erf is odd', () => {
  fc.assert(
    fc.property(fc.double({ min: -7, max: 7, noNaN: true }), (x) => {
      expect(erf(-x)).toBe(-erf(x))
    }),
  )
})

test('erf never falls while x rises, also from one piece to the next', () => {
  let before = -1
  for (let x = -6.5; x <= 6.5; x += 0.0009765625) {
    const value = erf(x)
    expect(value).toBeGreaterThanOrEqual(before)
    before = value
  }
})

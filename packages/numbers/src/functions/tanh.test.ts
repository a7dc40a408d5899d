import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tanh } from './tanh.ts'

test('tanh keeps the sign of zero, ends at ±1, and NaN stays NaN', () => {
  expect([tanh(0), tanh(-0), tanh(Infinity), tanh(-Infinity), tanh(NaN)]).toEqual([0, -0, 1, -1, NaN])
  expect([tanh(5e-324), tanh(1e300), tanh(19.1)]).toEqual([5e-324, 1, 1])
})

test('tanh is odd and stays within one', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (x) => {
      expect(tanh(-x)).toBe(-tanh(x))
      expect(Math.abs(tanh(x))).toBeLessThanOrEqual(1)
    }),
  )
})

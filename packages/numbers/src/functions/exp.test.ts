import { expect, test } from 'vitest'
import { exp } from './exp.ts'

test('exp of zero is one, of the infinities 0 and infinity, of NaN NaN', () => {
  expect([exp(0), exp(-0), exp(-Infinity), exp(Infinity), exp(NaN)]).toEqual([1, 1, 0, Infinity, NaN])
})

test('exp overflows and underflows where float64 ends', () => {
  expect(exp(709.782712893384)).toBeCloseTo(1.797693134862273e308, -296)
  expect(exp(709.7827128933841)).toBe(Infinity)
  expect(exp(-745.1332191019411)).toBe(Number.MIN_VALUE)
  expect(exp(-745.1332191019412)).toBe(0)
})

test('exp never falls while x rises', () => {
  let before = 0
  for (let x = -40; x < 40; x += 0.001953125) {
    const value = exp(x)
    expect(value).toBeGreaterThan(before)
    before = value
  }
})

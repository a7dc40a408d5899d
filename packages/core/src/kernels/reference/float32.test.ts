import * as numbers from '@hypersweep/numbers'
import { describe, expect, it } from 'vitest'
import * as coefficients from '../coefficients.ts'
import { exp, log, tanh } from './float32.ts'

const PLACES = 200_000

describe('exp, log and tanh in float32', () => {
  it('exp is within 1 ulp, down to the denormals', () => {
    expect(worstUlps(exp, numbers.exp, between(-103.97, 88.72))).toBeLessThan(1)
    expect(worstUlps(exp, numbers.exp, between(-103.97, -87))).toBeLessThan(1)
    expect(worstUlps(exp, numbers.exp, tiny(1))).toBeLessThan(1)
  })

  it('log is within 1 ulp from the smallest normal number up', () => {
    expect(worstUlps(log, numbers.log, between(0.25, 4))).toBeLessThan(1)
    expect(worstUlps(log, numbers.log, between(1, 1000))).toBeLessThan(1)
    const everySize = new Float32Array(Int32Array.from({ length: PLACES }, (_, i) => 0x0080_0000 + 10_600 * i).buffer)
    expect(worstUlps(log, numbers.log, everySize)).toBeLessThan(1)
  })

  it('tanh is within 2 ulp', () => {
    expect(worstUlps(tanh, numbers.tanh, between(-10, 10))).toBeLessThan(2)
    expect(worstUlps(tanh, numbers.tanh, between(0.5, 0.75))).toBeLessThan(2)
    expect(worstUlps(tanh, numbers.tanh, tiny(1))).toBeLessThan(2)
  })

  it('the ends of the range come out as they should', () => {
    expect([-Infinity, -104, -1e30].map(exp)).toEqual([0, 0, 0])
    expect([88.73, 1e30, Infinity].map(exp)).toEqual([Infinity, Infinity, Infinity])
    expect([0, -0].map(exp)).toEqual([1, 1])
    expect(exp(Math.fround(-103.9))).toBe(2 ** -149)
    expect([1, Infinity].map(log)).toEqual([0, Infinity])
    expect([0, -0, Infinity, -Infinity, 20].map(tanh)).toEqual([0, -0, 1, -1, 1])
    expect([exp, log, tanh].map((f) => f(Number.NaN))).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })

  it('every constant is a float32, so that both languages read the same number', () => {
    const values = Object.values(coefficients)
    expect(values.map(Math.fround)).toEqual(values)
  })
})

/** The largest |f − exact| in units of the last place of float32 at the exact value. */
function worstUlps(f: (x: number) => number, exact: (x: number) => number, places: Float32Array): number {
  let worst = 0
  for (const x of places) {
    const value = exact(x)
    worst = Math.max(worst, Math.abs(f(x) - value) / ulp(value))
  }
  return worst
}

/** Distance of the float32 numbers around `value`. */
function ulp(value: number): number {
  const size = Math.max(Math.abs(value), 2 ** -126)
  let power = 2 ** Math.floor(Math.log2(size))
  if (power > size) power /= 2
  return power * 2 ** -23
}

function between(low: number, high: number): Float32Array {
  return Float32Array.from({ length: PLACES }, (_, i) => low + ((high - low) * i) / PLACES)
}

/** Both signs of every size from `largest` down to the smallest normal number. */
function tiny(largest: number): Float32Array {
  return Float32Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? largest : -largest) * 0.9 ** (i / 2.5))
}

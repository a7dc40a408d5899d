import * as numbers from '@hypersweep/numbers'
import { describe, expect, it } from 'vitest'
import { evaluator } from './evaluate.ts'
import { formula, type Value } from './expression.ts'
import type { Floats } from './floats.ts'
import { erf, exp, log, log1p, tanh } from './functions.ts'

const PLACES = 200_000

describe('in float32', () => {
  it('exp is within 1 ulp, down to the denormals', () => {
    expect(worstUlps(exp, numbers.exp, between(-103.97, 88.72))).toBeLessThan(1)
    expect(worstUlps(exp, numbers.exp, between(-103.97, -87))).toBeLessThan(1)
    expect(worstUlps(exp, numbers.exp, tiny(1))).toBeLessThan(1)
  })

  it('log is within 1 ulp, down to the denormals', () => {
    expect(worstUlps(log, numbers.log, between(0.25, 4))).toBeLessThan(1)
    expect(worstUlps(log, numbers.log, between(1, 1000))).toBeLessThan(1)
    expect(worstUlps(log, numbers.log, everySize())).toBeLessThan(1)
  })

  it('log1p is within 3 ulp', () => {
    expect(worstUlps(log1p, exactLog1p, between(-0.9, 4))).toBeLessThan(3)
    expect(worstUlps(log1p, exactLog1p, tiny(0.5))).toBeLessThan(3)
  })

  it('tanh is within 2 ulp', () => {
    expect(worstUlps(tanh, numbers.tanh, between(-10, 10))).toBeLessThan(2)
    expect(worstUlps(tanh, numbers.tanh, between(0.5, 0.75))).toBeLessThan(2)
    expect(worstUlps(tanh, numbers.tanh, tiny(1))).toBeLessThan(2)
  })

  it('erf is within 2 ulp', () => {
    expect(worstUlps(erf, numbers.erf, between(-5, 5))).toBeLessThan(2)
    expect(worstUlps(erf, numbers.erf, between(0.8, 1))).toBeLessThan(2)
    expect(worstUlps(erf, numbers.erf, tiny(1))).toBeLessThan(2)
  })

  it('tanh and erf are odd, and never beyond 1', () => {
    const x = between(1e-7, 12)
    for (const f of [tanh, erf]) {
      const y = apply(f, x)
      expect(
        apply(
          f,
          x.map((each) => -each),
        ),
      ).toEqual(y.map((each) => -each))
      expect(y.every((each) => each <= 1)).toBe(true)
    }
  })

  it('the ends of the range come out as they should', () => {
    expect([...apply(exp, [-Infinity, -104, -1e30])]).toEqual([0, 0, 0])
    expect([...apply(exp, [88.73, 1e30, Infinity])]).toEqual([Infinity, Infinity, Infinity])
    expect([...apply(exp, [0, -0, -103.9])]).toEqual([1, 1, 2 ** -149])
    expect([...apply(log, [1, Infinity, 0, -0])]).toEqual([0, Infinity, -Infinity, -Infinity])
    expect([...apply(log, [-1e-40, -1, -Infinity])]).toEqual([Number.NaN, Number.NaN, Number.NaN])
    for (const f of [tanh, erf]) expect([...apply(f, [0, Infinity, -Infinity, 20])]).toEqual([0, 1, -1, 1])
    for (const f of [exp, log, log1p, tanh, erf]) expect(apply(f, [Number.NaN])[0]).toBeNaN()
  })
})

describe('in float64', () => {
  it.each([
    ['exp', exp, numbers.exp],
    ['log', log, numbers.log],
    ['tanh', tanh, numbers.tanh],
    ['erf', erf, numbers.erf],
  ] as const)('%s is that of @hypersweep/numbers', (_, f, exact) => {
    const x = Float64Array.from([0.1, 0.7, 2.5, 11])
    expect(apply(f, x)).toEqual(x.map((each) => exact(each)))
  })
})

/** The function of each number, in the precision of the array; a plain array is float32. */
function apply(f: (x: Value) => Value, x: Floats | readonly number[]): Floats {
  const floats = (count: number): Floats =>
    x instanceof Float64Array ? new Float64Array(count) : new Float32Array(count)
  const rows = Math.ceil(x.length / 16)
  const [from, to] = [floats(16 * rows), floats(16 * rows)]
  from.set(x)
  const applied = formula('f of x', ({ stream }) => ({ to: f(stream('from')) }))
  evaluator(applied, { from: { stride: rows, values: from }, to: { stride: rows, values: to } }, floats)(0, 0, rows)
  return to.slice(0, x.length)
}

function exactLog1p(x: number): number {
  const w = 1 + x
  return w === 1 ? x : (x * numbers.log(w)) / (w - 1)
}

/** The largest |f − exact| in units of the last place of float32 at the exact value. */
function worstUlps(f: (x: Value) => Value, exact: (x: number) => number, places: Float32Array): number {
  const y = apply(f, places)
  let worst = 0
  for (const [i, x] of places.entries()) {
    const value = exact(x)
    worst = Math.max(worst, Math.abs(y[i] - value) / ulp(value))
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

/** Positive numbers of all sizes, from the smallest up. */
function everySize(): Float32Array {
  return new Float32Array(Int32Array.from({ length: PLACES }, (_, i) => 1 + 10_600 * i).buffer)
}

/** Both signs of every size from `largest` down to the smallest normal number. */
function tiny(largest: number): Float32Array {
  return Float32Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? largest : -largest) * 0.9 ** (i / 2.5))
}

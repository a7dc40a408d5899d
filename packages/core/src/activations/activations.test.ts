import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Bound, evaluator } from '../formula/evaluate.ts'
import { formula, mul } from '../formula/expression.ts'
import type { Floats } from '../formula/floats.ts'
import { compiledFormula } from '../testing/compiled-formula.ts'
import { gradientError, weightedSum } from '../testing/gradient-check.ts'
import { activationDefinitions, createActivation } from './index.ts'

interface LayerCase {
  inputs: { x: { data: number[] } }
  outputs: { y: { data: number[] } }
  gradOutput: { data: number[] }
  grads: { x: { data: number[] } }
}

const NAMES = activationDefinitions.map(({ name }) => name)
const OTHER_OPTIONS: [string, Record<string, number>][] = [
  ['leaky_relu', { slope: 0.2 }],
  ['elu', { alpha: 0.5 }],
]
const float32 = (count: number): Floats => new Float32Array(count)
const float64 = (count: number): Floats => new Float64Array(count)

describe('PyTorch agrees', () => {
  it.each(NAMES.filter((name) => name !== 'identity'))('on %s and its derivative, in float64', (name) => {
    const { error } = comparison(name, 'f64', float64)
    expect(error(evaluator, (value) => 1e-10 * (1 + Math.abs(value)))).toBeLessThanOrEqual(1)
  })

  it.each(NAMES.filter((name) => name !== 'identity'))(
    'on %s and its derivative, in float32 and in WebAssembly',
    (name) => {
      const { error } = comparison(name, 'f32', float32)
      const allowed = (value: number) => 1e-4 * (0.01 + Math.abs(value))
      expect(error(evaluator, allowed)).toBeLessThanOrEqual(1)
      expect(error(compiledFormula, allowed)).toBeLessThanOrEqual(1)
    },
  )
})

describe.each([...NAMES.map((name) => [name, {}] as const), ...OTHER_OPTIONS])('%s %o', (name, options) => {
  it('has the slope of its output as its derivative', () => {
    const x = Float64Array.from([-30, -7, -3, -1.5, -0.4, -0.01, -1e-4, 1e-4, 0.02, 0.3, 0.7, 1.1, 2.5, 4, 9, 19])
    const derivatives = run(name, options, { x, gradient: new Float64Array(16).fill(1) })['gradient']!
    const sum = () => {
      const y = run(name, options, { x, gradient: new Float64Array(16) })['y']!
      return weightedSum(y, new Float64Array(16).fill(1))
    }
    expect(gradientError(sum, x, derivatives)).toBeLessThan(1e-8)
  })

  it('is the same in float32 and in WebAssembly, in every bit', () => {
    const x = Float32Array.from({ length: 4096 }, (_, i) => (i % 7 === 0 ? 100 : 6) * (((i * 7919) % 4001) / 2000 - 1))
    x.set([0, -0, Infinity, -Infinity, Number.NaN, 1e-40, -1e-40, 3e38, -3e38])
    const gradient = x.map((each) => each * 0.3)
    const [a, b] = [evaluator, compiledFormula].map((by) => run(name, options, { x, gradient }, by, float32))
    for (const key of ['y', 'gradient']) expect(bits(a![key]!)).toEqual(bits(b![key]!))
  })

  it('is zero below zero if it says that it rectifies', () => {
    const x = Float64Array.from({ length: 16 }, (_, i) => -i / 3)
    const isZero = run(name, options, { x, gradient: x })['y']!.every((y) => y === 0)
    expect(isZero).toBe(createActivation(name).rectifies)
  })

  it('lets NaN through', () => {
    const x = new Float64Array(16).fill(Number.NaN)
    expect(run(name, options, { x, gradient: x })['y']![0]).toBeNaN()
  })
})

describe('near 0 and far from it', () => {
  it('elu and softplus keep their digits in float32', () => {
    const x = Float32Array.from({ length: 16 }, (_, i) => -(10 ** (-i / 3)))
    const relative = (name: string, at: Float32Array) => {
      const exact = run(name, {}, { x: Float64Array.from(at), gradient: new Float64Array(16).fill(1) })
      const rounded = run(name, {}, { x: at, gradient: new Float32Array(16).fill(1) }, evaluator, float32)
      const errors = ['y', 'gradient'].flatMap((key) =>
        [...exact[key]!].map((e, i) => Math.abs(rounded[key]![i] / e - 1)),
      )
      return Math.max(...errors)
    }
    expect(relative('elu', x)).toBeLessThan(1e-6)
    expect(
      relative(
        'softplus',
        x.map((_, i) => -i * 5),
      ),
    ).toBeLessThan(1e-6)
  })

  it('softplus is x itself above 20, and not below', () => {
    const x = Float64Array.of(19.5, 20.5)
    const { y, gradient } = run('softplus', {}, { x, gradient: Float64Array.of(1, 1) })
    expect([y![0]! > 19.5, y![1], gradient![0]! < 1, gradient![1]]).toEqual([true, 20.5, true, 1])
  })

  it('relu has no slope at 0, leaky_relu and elu that of the negative side', () => {
    const slopeAtZero = (name: string) =>
      run(name, {}, { x: Float64Array.of(0, -0), gradient: Float64Array.of(1, 1) })['gradient']!
    expect([...slopeAtZero('relu')].slice(0, 2)).toEqual([0, 0])
    expect([...slopeAtZero('leaky_relu')].slice(0, 2)).toEqual([0.01, 0.01])
    expect([...slopeAtZero('elu')].slice(0, 2)).toEqual([1, 1])
  })
})

describe('createActivation', () => {
  it('names those that there are when it is asked for another', () => {
    expect(() => createActivation('swish')).toThrow('There is no activation swish. Use one of identity, relu, ')
  })
})

type Maker = (
  formula: Parameters<typeof evaluator>[0],
  bound: Bound,
  floats: (count: number) => Floats,
) => ReturnType<typeof evaluator>

/** y = f(x) and gradient ← gradient·f′(x), of copies. The derivative sees x only if the activation says that it needs it. */
function run(
  name: string,
  options: Record<string, number>,
  { x, gradient }: { x: Floats; gradient: Floats },
  by: Maker = evaluator,
  floats = float64,
): Record<string, Floats> {
  const f = createActivation(name, options)
  const rows = Math.ceil(x.length / 16)
  const matrix = (from: Floats) => {
    const values = floats(16 * rows)
    values.set(from)
    return { stride: rows, values }
  }
  const bound = { x: matrix(x), y: matrix(floats(0)), gradient: matrix(gradient) }
  const forward = formula(name, ({ stream }) => ({ y: f.forward(stream('x')) }))
  by(forward, bound, floats)(0, 0, rows)
  if (!f.needsInput) bound.x.values.fill(Number.NaN)
  const backward = formula(`gradient of ${name}`, ({ stream }) => ({
    gradient: mul(stream('gradient'), f.derivative({ x: stream('x'), y: stream('y') })),
  }))
  by(backward, bound, floats)(0, 0, rows)
  return { y: bound.y.values, gradient: bound.gradient.values }
}

function comparison(name: string, tag: 'f32' | 'f64', floats: (count: number) => Floats) {
  const file = new URL(`../../../../test/golden/oracles/layers_${tag}.json`, import.meta.url)
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: (LayerCase & { name: string })[] }
  const oracle = cases.find((each) => each.name === (name === 'gelu' ? 'gelu_erf' : name))!
  return {
    /** The largest error as a share of what is allowed. */
    error(by: Maker, allowed: (value: number) => number): number {
      const [x, gradient] = [floats(24), floats(24)]
      x.set(oracle.inputs.x.data)
      gradient.set(oracle.gradOutput.data)
      const actual = run(name, {}, { x, gradient }, by, floats)
      const shares = (values: Floats, expected: number[]) =>
        expected.map((value, i) => Math.abs(values[i] - value) / allowed(value))
      return Math.max(
        ...shares(actual['y']!, oracle.outputs.y.data),
        ...shares(actual['gradient']!, oracle.grads.x.data),
      )
    },
  }
}

/** The bits; one NaN is as good as another. */
function bits(values: Floats): number[] {
  const copy = Float32Array.from(values, (value) => (Number.isNaN(value) ? Number.NaN : value))
  return [...new Uint32Array(copy.buffer)]
}

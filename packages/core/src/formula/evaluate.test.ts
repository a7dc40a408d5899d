import { describe, expect, it } from 'vitest'
import { evaluator } from './evaluate.ts'
import { abs, add, constant, formula, less, mul, neg, select, sub } from './expression.ts'
import { float32Form } from './float32-form.ts'
import type { Floats } from './floats.ts'
import { exp } from './functions.ts'

const float32 = (count: number): Floats => new Float32Array(count)
const float64 = (count: number): Floats => new Float64Array(count)
/** A matrix of two panels of three rows: each value is panel·100 + row, and lane / 100. */
const matrix = (floats: (count: number) => Floats) => ({
  stride: 3,
  values: floats(96).map((_, i) => Math.floor(i / 48) * 100 + (Math.floor(i / 16) % 3) + (i % 16) / 100),
})
const lanes = (value: number) => Array.from({ length: 16 }, (_, lane) => value + lane / 100)

describe('evaluator', () => {
  it.each([
    ['stream', [lanes(101), lanes(102)]],
    ['tile', [lanes(0), lanes(1)]],
    ['column', [lanes(1), lanes(1)]],
  ] as const)('reads a %s where its access says', (access, expected) => {
    const copy = formula('copy', (operands) => ({ out: operands[access]('x') }))
    const [x, out] = [matrix(float64), matrix(float64)]
    evaluator(copy, { x: access === 'column' ? x.values : x, out }, float64)(1, 1, 2)
    expect([...out.values.subarray(64, 96)]).toEqual(expected.flat())
    expect(out.values.subarray(0, 64)).toEqual(matrix(float64).values.subarray(0, 64))
  })

  it('reads one number for each row, or one for all', () => {
    const sum = formula('sum', ({ rowScalar, scalar }) => ({ out: add(rowScalar('r'), scalar('s')) }))
    const out = matrix(float64)
    evaluator(sum, { r: Float64Array.of(1, 2, 3), s: Float64Array.of(10), out }, float64)(0, 1, 2)
    expect([...out.values.subarray(16, 48)]).toEqual([...Array(16).fill(12), ...Array(16).fill(13)])
  })

  it('reads a row before it writes one, so that outputs may be inputs', () => {
    const swap = formula('swap', ({ stream }) => ({ x: stream('y'), y: neg(stream('x')) }))
    const [x, y] = [matrix(float64), { stride: 3, values: float64(96).fill(7) }]
    evaluator(swap, { x, y }, float64)(0, 0, 3)
    expect([...x.values.subarray(0, 48)]).toEqual(Array(48).fill(7))
    expect(y.values[47]).toBe(-2.15)
  })

  it('rounds to float32 after each operation, or not at all', () => {
    const lost = formula('lost', ({ scalar }) => ({ out: sub(add(mul(scalar('x'), 0.1), 1e8), 1e8) }))
    const run = (floats: (count: number) => Floats) => {
      const out = { stride: 1, values: floats(16) }
      evaluator(lost, { x: floats(1).fill(3), out }, floats)(0, 0, 1)
      return out.values[0]
    }
    expect(run(float32)).toBe(0)
    expect(run(float64)).toBeCloseTo(0.3, 7)
  })
})

describe('formula', () => {
  it('lists the operands that it needs, each once, then outputs that are no inputs', () => {
    const { operands } = formula('f', ({ stream, scalar, column }) => {
      column('unused')
      return { x: add(stream('x'), mul(scalar('s'), stream('x'))), y: constant(1) }
    })
    expect(operands).toEqual([
      { name: 'x', access: 'stream' },
      { name: 's', access: 'scalar' },
      { name: 'y', access: 'stream' },
    ])
  })

  it('refuses one name for two kinds of operand', () => {
    const twice = () => formula('f', ({ stream, scalar }) => ({ y: add(stream('x'), scalar('x')) }))
    expect(twice).toThrow('f: x is a stream and a scalar')
    expect(() => formula('f', ({ scalar }) => ({ x: scalar('x') }))).toThrow('f: x is a scalar and a stream')
  })
})

describe('float32Form', () => {
  it('computes equal parts once, and tells the zeros apart', () => {
    const { outputs } = float32Form(
      formula('f', ({ stream }) => {
        const half = () => mul(stream('x'), 0.5)
        return {
          a: add(half(), half()),
          b: select(less(half(), 0), exp(half()), exp(half())),
          c: add(0, -0),
          d: abs(half()),
        }
      }),
    )
    const [a, b, c, d] = outputs.map(({ value }) => value as unknown as Record<string, unknown>)
    expect(a!['a']).toBe(a!['b'])
    expect(b!['a']).toBe(b!['b'])
    expect(c!['a']).not.toBe(c!['b'])
    expect(d!['a']).toBe(a!['a'])
  })
})

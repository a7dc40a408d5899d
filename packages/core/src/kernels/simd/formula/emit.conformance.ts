import { describe, expect, it, test } from 'vitest'
import { type Bound, evaluator } from '../../../formula/evaluate.ts'
import * as f from '../../../formula/expression.ts'
import type { Floats } from '../../../formula/floats.ts'
import { erf, exp, log, tanh } from '../../../formula/functions.ts'
import { compiledFormula } from '../../../testing/compiled-formula.ts'
import { createMatrix, type Matrix } from '../../matrix.ts'

const { abs, add, constant, div, equal, formula, greater, less, max, min, mul, neg, select, sqrt, sub } = f
const floats = (count: number): Floats => new Float32Array(count)
const [ROWS, COLUMNS] = [37, 45]

/** Panel, first row, rows. */
const PLACES = [
  [0, 0, 37],
  [1, 5, 8],
  [2, 36, 1],
  [1, 0, 0],
] as const

const FORMULAS = [
  formula('relu with bias', ({ stream, column }) => ({ x: max(add(stream('x'), column('bias')), 0) })),
  formula('copy', ({ stream }) => ({ out: stream('x') })),
  formula('swap', ({ stream }) => ({ x: stream('y'), y: stream('x') })),
  formula('a constant', () => ({ out: constant(1 / 3) })),
  formula('zeros of both signs', ({ stream }) => ({ x: mul(stream('x'), -0), y: add(mul(stream('x'), 0), -0) })),
  formula('a scalar', ({ scalar }) => ({ out: scalar('rate') })),
  formula('every access', ({ stream, tile, column, rowScalar, scalar }) => ({
    out: sub(mul(stream('x'), column('bias')), add(mul(tile('block'), scalar('rate')), rowScalar('largest'))),
  })),
  formula('adam', ({ stream, tile, scalar }) => {
    const g = tile('block')
    const m = add(mul(stream('x'), 0.9), mul(g, 1 - 0.9))
    const v = add(mul(stream('y'), 0.999), mul(mul(g, g), 1 - 0.999))
    const step = div(mul(scalar('rate'), m), add(sqrt(v), 1e-8))
    return { x: m, y: v, out: sub(stream('out'), step) }
  }),
  formula('bounds', ({ stream }) => {
    const [x, y] = [stream('x'), stream('y')]
    return { x: max(min(x, 1), -1), y: min(max(0, y), 4), out: max(y, -0) }
  }),
  formula('bounds at zero', ({ stream }) => ({
    x: max(stream('x'), 0),
    y: min(stream('y'), 0),
    out: min(-0, stream('out')),
  })),
  formula('bounds that are no numbers', ({ stream }) => ({
    x: max(stream('x'), Number.NaN),
    y: min(Number.NaN, stream('y')),
  })),
  formula('masks', ({ stream }) => {
    const [x, y] = [stream('x'), stream('y')]
    return { x: select(greater(x, y), x, 0), y: select(equal(x, y), 0, y), out: select(less(x, y), -0, x) }
  }),
  formula('chained selects', ({ stream, column }) => {
    const [x, y] = [stream('x'), stream('y')]
    const inner = select(less(x, y), neg(x), select(equal(y, 0), 7, column('bias')))
    return { out: select(greater(x, 1), min(x, y), inner), y: select(equal(x, x), abs(y), max(x, y)) }
  }),
  formula('the last value of many', ({ stream }) => {
    let sum = stream('x')
    for (let i = 0; i < 150; i++) sum = add(mul(sum, stream('y')), i)
    return { out: sum }
  }),
  formula('exponents', ({ stream }) => ({ x: f.exponent(stream('x')), y: f.mantissa(stream('y')) })),
  formula('powers of two', ({ rowScalar }) => ({ out: f.powerOfTwo(rowScalar('power')) })),
  ...Object.entries({ exp, log, tanh, erf }).map(([name, of]) =>
    formula(name, ({ stream }) => ({ out: of(stream('x')), y: of(stream('y')) })),
  ),
  formula('functions of functions', ({ stream }) => ({
    x: log(add(1, exp(stream('x')))),
    out: tanh(erf(stream('x'))),
  })),
]

/** What compiled formulas promise, under the flags that V8 has. */
export function emitConformance(): void {
  describe.each(FORMULAS)('the WebAssembly code of $name', (each) => {
    test('equals the float32 evaluator in every bit', () => {
      const [expected, actual] = [operands(), operands()]
      for (const [panel, row, rows] of PLACES) {
        evaluator(each, expected, floats)(panel, row, rows)
        compiledFormula(each, actual)(panel, row, rows)
      }
      for (const name of ['x', 'y', 'out']) expect(bits(actual, name)).toEqual(bits(expected, name))
    })
  })

  describe('emitted formulas', () => {
    it('leave other rows and panels alone', () => {
      const bound = operands()
      const before = bits(bound, 'out')
      const one = formula('one', () => ({ out: constant(1) }))
      compiledFormula(one, bound)(1, 2, 3)
      const { stride } = bound['out'] as Matrix
      const [from, to] = [(stride + 2) * 16, (stride + 5) * 16]
      const after = bits(bound, 'out')
      expect(after.slice(from, to)).toEqual(Array(48).fill(0x3f80_0000))
      expect([...after.slice(0, from), ...after.slice(to)]).toEqual([...before.slice(0, from), ...before.slice(to)])
    })
  })
}

function operands(): Bound {
  const matrix = (seed: number, rows = ROWS, columns = COLUMNS) => {
    const made = createMatrix(rows, columns, floats)
    made.values.set(values(seed, made.values.length))
    return made
  }
  return {
    x: matrix(1),
    y: matrix(2),
    out: matrix(3),
    block: matrix(4, ROWS, 16),
    bias: values(5, 48),
    largest: values(6, ROWS),
    power: floats(ROWS).map((_, i) => 7 * i - 126),
    rate: new Float32Array([0.1]),
  }
}

/** Numbers of every size, whole and near 1, and all that is not an ordinary number. */
function values(seed: number, count: number): Float32Array {
  const special = [
    0,
    -0,
    Infinity,
    -Infinity,
    Number.NaN,
    1e-40,
    -1e-44,
    1e38,
    -3e38,
    88.7,
    -103.5,
    0.625,
    4,
    -4,
    1,
    -1,
  ]
  return Float32Array.from({ length: count }, (_, i) => {
    const mixed = Math.imul(i + 1000 * seed, 0x9e37_79b1) >>> 8
    if (mixed % 4 === 0) return special[(mixed >>> 2) % special.length]!
    const sign = mixed & 64 ? -1 : 1
    return mixed % 4 === 1
      ? (sign * (mixed & 0xffff)) / 4096
      : ((sign * mixed) / 2 ** 24) * 2 ** (((mixed >>> 8) % 250) - 125)
  })
}

/** The bits of an operand; one NaN is as good as another. */
function bits(bound: Bound, name: string): number[] {
  const copy = Float32Array.from((bound[name] as Matrix).values, (value) => (Number.isNaN(value) ? Number.NaN : value))
  return [...new Uint32Array(copy.buffer)]
}

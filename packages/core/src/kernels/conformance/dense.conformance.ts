import { randomStream } from '@hypersweep/numbers'
import { describe, expect, it } from 'vitest'
import { add, formula, mul } from '../../formula/expression.ts'
import type { Kernels } from '../kernels.ts'
import { offsetOf } from '../matrix.ts'
import {
  type Adapter,
  bigOf,
  epsilonOf,
  floatsOf,
  gradientsOf,
  matrixOf,
  run,
  runPanels,
  sparseOf,
  valuesOf,
} from './adapter.ts'

/** The left operand in each of the forms that a product takes it in. */
const FORMS = ['dense', 'mayHaveZeros', 'sparse'] as const
type Form = (typeof FORMS)[number]

function leftOf(kernels: Kernels, form: Form, columns: number, values: ArrayLike<number>) {
  const x = form === 'sparse' ? sparseOf(kernels, columns, values) : matrixOf(kernels, columns, values)
  return { x, mayHaveZeros: form !== 'dense' }
}

export function denseConformance(adapter: Adapter): void {
  /** x·w row by row, for row-major values and the columns of each. */
  function product(form: Form, x: readonly number[], inputs: number, w: readonly number[], columns: number): number[] {
    const kernels = adapter.make()
    const rows = x.length / inputs
    const [weights, out] = [matrixOf(kernels, columns, w), kernels.matrix(rows, columns)]
    run(kernels, (to) => to.product({ ...leftOf(kernels, form, inputs, x), weights, out, rows }))
    return valuesOf(out)
  }

  function gradients(form: Form, x: readonly number[], inputs: number, g: readonly number[], columns: number) {
    const kernels = adapter.make()
    const gradOut = matrixOf(kernels, columns, g)
    return valuesOf(gradientsOf(kernels, { ...leftOf(kernels, form, inputs, x), gradOut, rows: gradOut.rows }))
  }

  describe.each(FORMS)('products of a left operand that is %s', (form) => {
    it('multiply and add as on paper', () => {
      const x = [1, 2, 3, 4, 5, 6]
      expect(product(form, x, 2, [1, 0, -1, 2, 1, 0], 3)).toEqual([5, 2, -1, 11, 4, -3, 17, 6, -5])
      expect(gradients(form, x, 2, [1, 0, 2, 0, 1, 0, -1, 1, 1], 3)).toEqual([-4, 8, 7, -4, 10, 10])
    })

    it('take each sum in ascending order', () => {
      const big = bigOf(adapter)
      // big + 1 rounds to big, so each other order of these four gives 0 or 2.
      const terms = [big, 1, -big, 1]
      expect(product(form, terms, 4, [1, 1, 1, 1], 1)).toEqual([1])
      expect(gradients(form, [1, 1, 1, 1], 1, terms, 1)).toEqual([1])
      expect(gradients(form, terms, 1, [1, 1, 1, 1], 1)).toEqual([1])
    })

    it('round each product before it is added', () => {
      const float32 = adapter.precision === 'float32'
      // A sparse value is a float32 in float64 too.
      const root = 1 + 2 ** (float32 ? -12 : -23) * (float32 ? 1 : 1 + 2 ** -22)
      const factor = 1 + 2 ** -29 + 2 ** -50
      const [a, b] = float32 ? [root, root] : [Math.fround(1 + 2 ** -23), factor]
      const rounded = float32 ? Math.fround(a * b) : a * b
      expect(product(form, [1, a], 2, [-rounded, b], 1)).toEqual([0])
      expect(gradients(form, [1, a], 1, [-rounded, b], 1)).toEqual([0])
    })

    it('sum negative zeros to zero', () => {
      expect(Object.is(product(form, [-0, -0], 2, [1, 1], 1)[0], 0)).toBe(true)
      expect(Object.is(product(form, [1, 1], 2, [-0, -0], 1)[0], 0)).toBe(true)
      expect(Object.is(gradients(form, [1, 1], 1, [-0, -0], 1)[0], 0)).toBe(true)
    })

    it('pass Infinity and NaN on to the elements they belong to', () => {
      const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN]
      expect(product(form, [2, 1, 1, 1, nan, 1], 2, [inf, 1, 2, 3], 2)).toEqual([inf, 5, inf, 4, nan, nan])
      expect(product(form, [inf, 1, 1, 1], 2, [1, -1, 2, 3], 2)).toEqual([inf, -inf, 3, 2])
    })

    it('are each other’s adjoints: g·(xW) = (gWᵀ)·x = (xᵀg)·W', () => {
      const stream = randomStream(1, 'data')
      const noise = (count: number) => Array.from({ length: count }, () => Math.fround(stream.normal()))
      // biome-ignore format: a table
      for (const [rows, inputs, columns] of [[1, 1, 1], [5, 3, 10], [8, 17, 9], [4, 32, 8], [3, 130, 33]] as const) {
        const [x, w, g] = [noise(rows * inputs), noise(inputs * columns), noise(rows * columns)]
        const transposed = Array.from({ length: w.length }, (_, i) => w[(i % inputs) * columns + Math.floor(i / inputs)])
        const out = dot(g, product(form, x, inputs, w, columns))
        const bound = 50 * epsilonOf(adapter) * rows * inputs * columns
        expect(Math.abs(out - dot(product(form, g, columns, transposed, inputs), x))).toBeLessThan(bound)
        expect(Math.abs(out - dot(gradients(form, x, inputs, g, columns), w))).toBeLessThan(bound)
      }
    })

    it('have gradients that are zero in the columns past the last', () => {
      for (const columns of [1, 7, 8, 9, 15, 17, 24, 25]) {
        const kernels = adapter.make()
        const [wide, gradOut] = [kernels.matrix(3, 16 * Math.ceil(columns / 16)), kernels.matrix(3, columns)]
        wide.values.fill(1)
        gradOut.values.fill(1)
        zeroPadding(gradOut)
        const x = leftOf(kernels, form, 70, Array(210).fill(1))
        // A wide one first, whose last columns must not be left in the tile.
        gradientsOf(kernels, { ...x, gradOut: wide, rows: 3 })
        const gradient = gradientsOf(kernels, { ...x, gradOut, rows: 3 })
        const last = Math.floor((columns - 1) / 16)
        for (let r = 0; r < 70; r++) {
          for (let c = 16 * last; c < 16 * (last + 1); c++) {
            expect(gradient.values[offsetOf(gradient, r, c)]).toBe(c < columns ? 3 : 0)
          }
        }
      }
    })

    it('run what follows on every panel once it is whole, with all rows', () => {
      const kernels = adapter.make()
      const columns = 35
      const twice = formula('twice and one', ({ stream }) => ({ out: add(mul(stream('out'), 2), 1) }))
      const [weights, out] = [matrixOf(kernels, columns, Array(columns).fill(3)), kernels.matrix(5, columns)]
      const sums = kernels.floats(48)
      const follow = [kernels.formula(twice, { out }), kernels.columnSums(out, sums)]
      run(kernels, (to) => to.product({ ...leftOf(kernels, form, 1, [1, 1, 1, 1, 1]), weights, out, rows: 5, follow }))
      expect(valuesOf(out)).toEqual(Array(5 * columns).fill(7))
      expect([...sums.subarray(0, columns)]).toEqual(Array(columns).fill(35))
    })

    it('hand on gradients in blocks of 64 rows, one panel’s after the other’s or side by side', () => {
      const kernels = adapter.make()
      const [inputs, columns] = [150, 40]
      const x = Array.from({ length: inputs }, (_, k) => k + 1)
      const g = Array.from({ length: columns }, (_, u) => 1000 * (u + 1))
      const gradOut = matrixOf(kernels, columns, g)
      const found = gradientsOf(kernels, { ...leftOf(kernels, form, inputs, x), gradOut, rows: 1 })
      expect(valuesOf(found)).toEqual(x.flatMap((k) => g.map((u) => k * u)))
    })

    it('look at the given rows alone, and leave the rest of the result as it is', () => {
      const kernels = adapter.make()
      const [weights, out] = [matrixOf(kernels, 2, [1, 0, 0, 1]), kernels.matrix(12, 2)]
      out.values.fill(7)
      const x = leftOf(kernels, form, 2, [1, 2, 3, 4, ...Array(20).fill(5)])
      run(kernels, (to) => to.product({ ...x, weights, out, rows: 2 }))
      expect(valuesOf(out, 2)).toEqual([1, 2, 3, 4])
      // Tiles of 4 rows may write rows 2 and 3.
      expect(valuesOf(out).slice(8)).toEqual(Array(16).fill(7))
      const gradOut = matrixOf(kernels, 1, [1, 10, ...Array(10).fill(Number.NaN)])
      expect(valuesOf(gradientsOf(kernels, { ...x, gradOut, rows: 2 }))).toEqual([31, 42])
    })

    it.each([1, 2, 3, 5])('of %i rows leave the neighbours in memory alone', (rows) => {
      for (const columns of [1, 16, 40]) {
        const kernels = adapter.make()
        const before = kernels.floats(16).fill(5)
        const out = kernels.matrix(rows, columns)
        const behind = kernels.floats(64).fill(5)
        const weights = matrixOf(kernels, columns, Array(3 * columns).fill(1))
        const x = leftOf(kernels, form, 3, Array(3 * rows).fill(1))
        run(kernels, (to) => to.product({ ...x, weights, out, rows }))
        expect(new Set([...before, ...behind])).toEqual(new Set([5]))
        expect(valuesOf(out)).toEqual(Array(rows * columns).fill(3))
      }
    })
  })

  describe('products', () => {
    it('count zero times Infinity as zero where zeros are skipped', () => {
      expect(product('sparse', [0, 1], 2, [Number.POSITIVE_INFINITY, Number.NaN, 2, 3], 2)).toEqual([2, 3])
    })
  })

  describe('panels', () => {
    it('run operations one after the other on each panel, over the given rows and columns', () => {
      const kernels = adapter.make()
      const [x, one] = [kernels.matrix(4, 40), floatsOf(kernels, [1])]
      const increased = formula('increased', ({ stream, scalar }) => ({ x: add(stream('x'), scalar('one')) }))
      const doubled = formula('doubled', ({ stream }) => ({ x: mul(stream('x'), 2) }))
      const operations = [kernels.formula(increased, { x, one }), kernels.formula(doubled, { x })]
      run(kernels, ({ panels }) => panels(20, 3, operations))
      const expected = Array.from({ length: 160 }, (_, i) => (i < 120 && i % 40 < 32 ? 2 : 0))
      expect(valuesOf(x)).toEqual(expected)
    })

    it('run an operation `once` on the first row alone, of every panel', () => {
      const kernels = adapter.make()
      const [x, one] = [kernels.matrix(3, 20), kernels.matrix(1, 20)]
      const increased = (name: string) => formula(name, ({ stream }) => ({ x: add(stream('x'), 1) }))
      runPanels(
        kernels,
        x,
        kernels.once(kernels.formula(increased('a'), { x: one })),
        kernels.formula(increased('b'), { x }),
      )
      expect(valuesOf(one)).toEqual(Array(20).fill(1))
      expect(valuesOf(x)).toEqual(Array(60).fill(1))
      runPanels(kernels, x, kernels.once(kernels.formula(increased('a'), { x })))
      expect(valuesOf(x)).toEqual([...Array(20).fill(2), ...Array(40).fill(1)])
    })
  })
}

function zeroPadding(matrix: Parameters<typeof offsetOf>[0]): void {
  for (let r = 0; r < matrix.rows; r++) {
    for (let c = matrix.columns; c % 16 !== 0; c++) matrix.values[offsetOf(matrix, r, c)] = 0
  }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

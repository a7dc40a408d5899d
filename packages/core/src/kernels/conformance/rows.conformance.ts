import { describe, expect, it } from 'vitest'
import { strideOf } from '../matrix.ts'
import { type Adapter, bigOf, floatsOf, gappedMatrixOf, integersOf, matrixOf, run, valuesOf } from './adapter.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

export function rowsConformance(adapter: Adapter): void {
  describe('along rows', () => {
    it('the largest is found in all columns and in no other', () => {
      for (const columns of [1, 3, 16, 17, 40]) {
        for (let c = 0; c < columns; c++) {
          const kernels = adapter.make()
          const values = Array.from({ length: 3 * columns }, (_, i) => (i === columns + c ? -1 : -2 - i))
          const x = gappedMatrixOf(kernels, columns, values, 9)
          const out = kernels.floats(3).fill(7)
          run(kernels, ({ rowMaxima }) => rowMaxima({ x, rows: 2, out }))
          expect([...out]).toEqual([-2, -1, 7])
        }
      }
    })

    it('the largest is NaN where there is one, and +0 of both zeros', () => {
      const kernels = adapter.make()
      const x = matrixOf(kernels, 2, [nan, 1, 1, nan, -0, 0, -inf, -inf, inf, 1])
      const out = kernels.floats(5)
      run(kernels, ({ rowMaxima }) => rowMaxima({ x, rows: 5, out }))
      expect([...out]).toEqual([nan, nan, 0, -inf, inf])
    })

    it('sums are taken from left to right, over columns that there are', () => {
      const kernels = adapter.make()
      const big = bigOf(adapter)
      const row = (terms: readonly number[]) => {
        const values = Array(20).fill(0)
        for (const [i, place] of [0, 6, 15, 19].entries()) values[place] = terms[i]
        return values
      }
      const x = gappedMatrixOf(kernels, 20, [...row([big, 1, -big, 1]), ...row([1, big, -big, 3])], nan)
      const out = kernels.floats(3).fill(7)
      run(kernels, ({ rowSums }) => rowSums({ x, rows: 2, out }))
      expect([...out]).toEqual([1, 3, 7])
    })

    it('a hit is a label where the first of the largest scores is', () => {
      const kernels = adapter.make()
      const x = gappedMatrixOf(kernels, 3, [1, 3, 2, 5, 5, 1, 5, 5, 1, nan, 9, 1, 1, nan, 2], inf)
      const [labels, out] = [integersOf(kernels, [1, 0, 1, 0, 2]), kernels.floats(6).fill(7)]
      run(kernels, ({ hits }) => hits({ x, labels, rows: 5, out }))
      expect([...out]).toEqual([1, 1, 0, 1, 1, 7])
      const wide = matrixOf(kernels, 20, [...Array(18).fill(0), 4, 4])
      run(kernels, ({ hits }) => hits({ x: wide, labels: integersOf(kernels, [18]), rows: 1, out }))
      expect(out[0]).toBe(1)
    })

    it('targets are `on` at the label and `off` elsewhere, and zero past the last class', () => {
      const kernels = adapter.make()
      const out = kernels.matrix(3, 18)
      const labels = integersOf(kernels, [17, 0, 5])
      run(kernels, ({ oneHot }) => oneHot({ labels, out, rows: 2, on: 0.75, off: 0.125 }))
      const row = (label: number) => Array.from({ length: 18 }, (_, c) => (c === label ? 0.75 : 0.125))
      expect(valuesOf(out)).toEqual([...row(17), ...row(0), ...Array(18).fill(0)])
      expect([...out.values].reduce((sum, value) => sum + value, 0)).toBe(2 * (0.75 + 17 * 0.125))
    })
  })

  describe('layouts', () => {
    it('rows of a data set go to their panels', () => {
      for (const columns of [1, 5, 15, 16, 17, 32, 33, 50]) {
        const kernels = adapter.make()
        const values = Array.from({ length: 5 * columns }, (_, i) => i + 1)
        const [from, to] = [floatsOf(kernels, values), kernels.matrix(6, columns)]
        run(kernels, ({ loadRows }) => loadRows({ from, to, rows: 4 }))
        expect(valuesOf(to)).toEqual([...values.slice(0, 4 * columns), ...Array(2 * columns).fill(0)])
        expect(to.values.filter((value) => value !== 0)).toHaveLength(4 * columns)
      }
    })

    it('a matrix is turned, and its padding is zero', () => {
      for (const [rows, columns] of SIDES.flatMap((r) => SIDES.map((c) => [r, c] as const))) {
        const kernels = adapter.make()
        const values = Array.from({ length: rows * columns }, (_, i) => i + 1)
        const [from, to] = [matrixOf(kernels, columns, values), kernels.matrix(columns, rows)]
        const behind = kernels.floats(64).fill(7)
        run(kernels, ({ transpose }) => transpose({ from, to }))
        const expected = values.map((_, i) => (i % rows) * columns + Math.floor(i / rows) + 1)
        expect(valuesOf(to)).toEqual(expected)
        expect(to.values.filter((value) => value !== 0)).toHaveLength(rows * columns)
        expect(new Set(behind)).toEqual(new Set([7]))
      }
    })

    it('a matrix has an odd number of rows from panel to panel, and one alone where it has one', () => {
      const kernels = adapter.make()
      for (const rows of [1, 2, 4, 5, 33]) {
        const { stride, values } = kernels.matrix(rows, 17)
        expect(stride).toBe(strideOf(rows))
        expect(stride % 2).toBe(1)
        expect(values.length).toBeGreaterThanOrEqual(2 * 16 * stride)
      }
    })
  })

  describe('norms', () => {
    it('squares are summed in float64, over panels, rows and then columns', () => {
      const kernels = adapter.make()
      const values = Array.from({ length: 5 * 37 }, (_, i) => Math.fround(1 / (i + 3)))
      const [x, out] = [matrixOf(kernels, 37, values), kernels.doubles(2).fill(7)]
      run(kernels, ({ sumOfSquares }) => sumOfSquares({ x, out: out.subarray(0, 1) }))
      const sums = Array(16).fill(0)
      for (let panel = 0; panel < 48; panel += 16) {
        for (let r = 0; r < 5; r++) {
          for (let c = panel; c < Math.min(panel + 16, 37); c++) sums[c - panel] += values[37 * r + c] ** 2
        }
      }
      expect([...out]).toEqual([sums.reduce((total, sum) => total + sum, 0), 7])
    })

    it('a sum of squares is not finite where and only where a number is not', () => {
      for (const [value, staysFinite] of [
        [3e38, true],
        [inf, false],
        [-inf, false],
        [nan, false],
      ] as const) {
        for (let i = 0; i < 40; i++) {
          const kernels = adapter.make()
          const [x, out] = [matrixOf(kernels, 20, Array(40).fill(1).with(i, value)), kernels.doubles(1)]
          run(kernels, ({ sumOfSquares }) => sumOfSquares({ x, out }))
          expect(Number.isFinite(out[0])).toBe(staysFinite)
        }
      }
    })

    it('the clip scale is limit / norm, and 1 for a norm below the limit', () => {
      const scaleOf = (values: number[], limit: number) => {
        const kernels = adapter.make()
        const [squares, out] = [kernels.doubles(values.length), kernels.floats(1)]
        squares.set(values)
        run(kernels, ({ clipScale }) => clipScale({ squares, limit, out }))
        return out[0]
      }
      const rounded = (value: number) => (adapter.precision === 'float32' ? Math.fround(value) : value)
      expect(scaleOf([9, 16], 10)).toBe(1)
      expect(scaleOf([9, 16], 2.5)).toBe(rounded(2.5 / (5 + 1e-6)))
      expect(scaleOf([0], 1)).toBe(1)
      expect(scaleOf([nan, 1], 1)).toBeNaN()
      expect(scaleOf([inf], 1)).toBe(0)
    })
  })
}

const SIDES = [1, 2, 3, 4, 5, 8, 15, 16, 17, 20, 33]

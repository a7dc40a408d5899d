import { describe, expect, it } from 'vitest'
import { type Adapter, bigOf, floatsOf, matrixOf, runPanels } from './adapter.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

export function columnsConformance(adapter: Adapter): void {
  describe('along columns', () => {
    it('sums and sums of products are those on paper, in every column', () => {
      const kernels = adapter.make()
      const values = Array.from({ length: 3 * 35 }, (_, i) => i % 11)
      const [x, y] = [
        matrixOf(kernels, 35, values),
        matrixOf(
          kernels,
          35,
          values.map((value) => value - 4),
        ),
      ]
      const [sums, products] = [kernels.floats(48), kernels.floats(48)]
      runPanels(kernels, x, kernels.columnSums(x, sums), kernels.columnProducts(x, y, products))
      for (let c = 0; c < 35; c++) {
        const column = [values[c], values[35 + c], values[70 + c]]
        expect(sums[c]).toBe(column[0] + column[1] + column[2])
        expect(products[c]).toBe(column.reduce((sum, value) => sum + value * (value - 4), 0))
      }
    })

    it('sums are taken from the top down', () => {
      const kernels = adapter.make()
      const big = bigOf(adapter)
      const x = matrixOf(kernels, 1, [big, 1, -big, 1])
      const ones = matrixOf(kernels, 1, [1, 1, 1, 1])
      const [sums, products] = [kernels.floats(16), kernels.floats(16)]
      runPanels(kernels, x, kernels.columnSums(x, sums), kernels.columnProducts(x, ones, products))
      expect([sums[0], products[0]]).toEqual([1, 1])
    })

    it('the variance is the mean square of the distances to the mean, divided by the rows', () => {
      const kernels = adapter.make()
      const x = matrixOf(kernels, 2, [1, 1e4 + 1, 2, 1e4 + 2, 6, 1e4 + 6])
      const [mean, variance] = [kernels.floats(16), kernels.floats(16)]
      runPanels(kernels, x, kernels.columnMoments(x, mean, variance))
      const third = adapter.precision === 'float32' ? Math.fround(14 / 3) : 14 / 3
      expect([mean[0], mean[1], variance[0], variance[1]]).toEqual([3, 10003, third, third])
    })

    it('moments see the rows of the pass alone', () => {
      const kernels = adapter.make()
      const x = matrixOf(kernels, 1, [1, 3, 100])
      const [mean, variance] = [kernels.floats(16), kernels.floats(16)]
      const moments = kernels.columnMoments(x, mean, variance)
      kernels.program(({ panels }) => panels(1, 2, [moments]))()
      expect([mean[0], variance[0]]).toEqual([2, 1])
    })

    it('the largest of a column goes on from what is there, and NaN wins', () => {
      const kernels = adapter.make()
      const x = matrixOf(kernels, 18, [...Array(17).fill(2), nan, ...Array(16).fill(-inf), 5, 1])
      const largest = floatsOf(kernels, [...Array(15).fill(-3), 4, ...Array(16).fill(0)])
      runPanels(kernels, x, kernels.columnMaxima(x, largest))
      expect([...largest.subarray(0, 18)]).toEqual([...Array(15).fill(2), 4, 5, nan])
    })

    it('sums of no number that is finite are not finite', () => {
      const kernels = adapter.make()
      const x = matrixOf(kernels, 3, [inf, nan, inf, 1, 1, -inf])
      const [sums, mean, variance] = [kernels.floats(16), kernels.floats(16), kernels.floats(16)]
      runPanels(kernels, x, kernels.columnSums(x, sums), kernels.columnMoments(x, mean, variance))
      expect([...sums.subarray(0, 3)]).toEqual([inf, nan, nan])
      expect([...mean.subarray(0, 3), ...variance.subarray(0, 3)]).toEqual([inf, nan, nan, nan, nan, nan])
    })
  })
}

import { randomStream } from '@hypersweep/numbers'
import { describe, expect, it } from 'vitest'
import type { Kernels } from '../kernels.ts'
import { type Adapter, bigOf, epsilonOf, floatsOf, repeated } from './adapter.ts'

export function denseConformance(adapter: Adapter): void {
  describe('dense products', () => {
    it('multiply and add as on paper', () => {
      const kernels = adapter.make()
      const x = floatsOf(kernels, [1, 2, 3, 4, 5, 6])
      const weights = floatsOf(kernels, [1, 0, -1, 2, 1, 0])
      const size = { rows: 3, inputs: 2, outputs: 3 }
      expect(forward(kernels, x, weights, [10, 20, 30], size)).toEqual([15, 22, 29, 21, 24, 27, 27, 26, 25])
      const gradOut = floatsOf(kernels, [1, 0, 2, 0, 1, 0, -1, 1, 1])
      const gradWeights = kernels.floats(6)
      const gradBias = kernels.floats(3)
      kernels.denseGradients(x, gradOut, gradWeights, gradBias, size)
      expect([...gradWeights]).toEqual([-4, 8, 7, -4, 10, 10])
      expect([...gradBias]).toEqual([0, 2, 3])
      const gradIn = kernels.floats(6)
      kernels.denseBackward(gradOut, weights, gradIn, size)
      expect([...gradIn]).toEqual([-1, 2, 0, 1, -2, -1])
    })

    it('take each sum in ascending order, the bias after it', () => {
      const kernels = adapter.make()
      const big = bigOf(adapter)
      // big + 1 rounds to big, so each other order of these four gives 0 or 2.
      const terms = floatsOf(kernels, [big, 1, -big, 1])
      const ones = floatsOf(kernels, [1, 1, 1, 1])
      expect(forward(kernels, terms, ones, [0], { rows: 1, inputs: 4, outputs: 1 })).toEqual([1])
      expect(forward(kernels, ones, ones, [big], { rows: 1, inputs: 4, outputs: 1 })).toEqual([big + 4])
      const gradWeights = kernels.floats(1)
      const gradBias = kernels.floats(1)
      kernels.denseGradients(ones, terms, gradWeights, gradBias, { rows: 4, inputs: 1, outputs: 1 })
      expect([gradWeights[0], gradBias[0]]).toEqual([1, 1])
      const gradIn = kernels.floats(1)
      kernels.denseBackward(terms, ones, gradIn, { rows: 1, inputs: 1, outputs: 4 })
      expect(gradIn[0]).toBe(1)
    })

    it('round each product before it is added', () => {
      const kernels = adapter.make()
      const root = 1 + Math.sqrt(epsilonOf(adapter) / 2) / (adapter.precision === 'float32' ? 1 : Math.SQRT2)
      const square = adapter.precision === 'float32' ? Math.fround(root * root) : root * root
      const x = floatsOf(kernels, [1, root])
      const weights = floatsOf(kernels, [-square, root])
      expect(forward(kernels, x, weights, [0], { rows: 1, inputs: 2, outputs: 1 })).toEqual([0])
    })

    it('are each other’s adjoints: g·(xW) = (gWᵀ)·x = (xᵀg)·W', () => {
      const kernels = adapter.make()
      const stream = randomStream(1, 'data')
      for (const [rows, inputs, outputs] of [
        [1, 1, 1],
        [5, 3, 10],
        [8, 17, 9],
        [4, 32, 8],
      ] as const) {
        const size = { rows, inputs, outputs }
        const noise = (count: number) =>
          floatsOf(
            kernels,
            Array.from({ length: count }, () => stream.normal()),
          )
        const [x, weights, gradOut] = [noise(rows * inputs), noise(inputs * outputs), noise(rows * outputs)]
        const out = forward(kernels, x, weights, repeated(0, outputs), size)
        const [gradIn, gradWeights] = [kernels.floats(rows * inputs), kernels.floats(inputs * outputs)]
        kernels.denseBackward(gradOut, weights, gradIn, size)
        kernels.denseGradients(x, gradOut, gradWeights, kernels.floats(outputs), size)
        const bound = 50 * epsilonOf(adapter) * rows * inputs * outputs
        expect(Math.abs(dot(gradOut, out) - dot(gradIn, x))).toBeLessThan(bound)
        expect(Math.abs(dot(gradOut, out) - dot(gradWeights, weights))).toBeLessThan(bound)
      }
    })

    it('write the given rows and nothing behind them', () => {
      const kernels = adapter.make()
      const x = floatsOf(kernels, [1, 2, 3, 4, 5, 6])
      const out = kernels.floats(6).fill(7)
      const size = { rows: 1, inputs: 2, outputs: 2 }
      kernels.denseForward(x, floatsOf(kernels, [1, 0, 0, 1]), kernels.floats(2), out, size)
      expect([...out]).toEqual([1, 2, 7, 7, 7, 7])
      const gradIn = kernels.floats(6).fill(7)
      kernels.denseBackward(x, floatsOf(kernels, [1, 0, 0, 1]), gradIn, size)
      expect([...gradIn]).toEqual([1, 2, 7, 7, 7, 7])
    })

    it('overwrite what their results held before', () => {
      const kernels = adapter.make()
      const one = floatsOf(kernels, [1])
      const size = { rows: 1, inputs: 1, outputs: 1 }
      const results = [0, 1, 2, 3].map(() => floatsOf(kernels, [Number.NaN]))
      kernels.denseForward(one, one, one, results[0], size)
      kernels.denseGradients(one, one, results[1], results[2], size)
      kernels.denseBackward(one, one, results[3], size)
      expect(results.map(([value]) => value)).toEqual([2, 1, 1, 1])
    })

    it('pass Infinity and NaN on, zero times infinity included, to the elements they belong to', () => {
      const kernels = adapter.make()
      const x = floatsOf(kernels, [0, 1, 1, 1, Number.NaN, 1])
      const weights = floatsOf(kernels, [Number.POSITIVE_INFINITY, 1, 2, 3])
      const out = forward(kernels, x, weights, [0, 0], { rows: 3, inputs: 2, outputs: 2 })
      expect(out).toEqual([Number.NaN, 3, Number.POSITIVE_INFINITY, 4, Number.NaN, Number.NaN])
    })

    it('sum negative zeros to zero', () => {
      const kernels = adapter.make()
      const x = floatsOf(kernels, [-0, -0])
      const out = forward(kernels, x, floatsOf(kernels, [1, 1]), [-0], { rows: 1, inputs: 2, outputs: 1 })
      expect(Object.is(out[0], 0)).toBe(true)
    })
  })
}

function forward(
  kernels: Kernels,
  x: ReturnType<Kernels['floats']>,
  weights: ReturnType<Kernels['floats']>,
  bias: readonly number[],
  size: { rows: number; inputs: number; outputs: number },
): number[] {
  const out = kernels.floats(size.rows * size.outputs)
  kernels.denseForward(x, weights, floatsOf(kernels, bias), out, size)
  return [...out]
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

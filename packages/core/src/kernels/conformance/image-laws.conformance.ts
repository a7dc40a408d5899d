import { describe, expect, it } from 'vitest'
import type { Floats } from '../../formula/floats.ts'
import { imageOffset } from '../images.ts'
import { columnsOf, type ImageAdapter, imagesOf, matrixOf, noise, valuesOf, valuesOfMatrix } from './image-values.ts'

/** Laws of the operations on images, and values computed by hand. */
export function imageLawsConformance(adapter: ImageAdapter): void {
  const { operations, memory, precision } = adapter

  describe(`${adapter.name}:`, () => {
    it('a convolution with a pool behind it is a convolution, a bias, a ReLU and a max pool', () => {
      const size = { rows: 3, height: 7, width: 6, channels: 3, border: 1 }
      const x = imagesOf(adapter, size, noise(3 * 7 * 6 * 3, 1))
      const weights = matrixOf(adapter, 27, 5, noise(135, 2))
      const bias = columnsOf(adapter, noise(5, 3))
      const window = { kernel: 3, stride: 1, padding: 1, rows: 3 }
      const [sums, rectified] = [memory.images(3, { ...size, channels: 5 }), memory.images(3, { ...size, channels: 5 })]
      const [out, expected] = [0, 1].map(() => memory.images(3, { height: 3, width: 3, channels: 5 }))
      operations.pooledConvolution({ x, weights, bias, sums, out, ...window })
      operations.convolution({ x, weights, bias, out: rectified, rectifies: true, ...window })
      operations.maxPool({ x: rectified, out: expected, kernel: 2, stride: 2, rows: 3 })
      expect(valuesOf(out)).toEqual(valuesOf(expected))
    })

    it('of equal values the first of a window gets the gradient, and none where one is NaN', () => {
      const x = imagesOf(adapter, { rows: 1, height: 2, width: 4, channels: 1 }, [1, 5, 0, Number.NaN, 5, 5, 0, 0])
      const out = memory.images(1, { height: 1, width: 2, channels: 1 })
      const gradIn = memory.images(1, { height: 2, width: 4, channels: 1 })
      const pool = { x, out, kernel: 2, stride: 2, rows: 1 }
      operations.maxPool(pool)
      expect(valuesOf(out)).toEqual([5, Number.NaN])
      const gradOut = imagesOf(adapter, { rows: 1, height: 1, width: 2, channels: 1 }, [3, 4])
      operations.maxPoolBackward({ ...pool, gradOut, gradIn })
      expect(valuesOf(gradIn)).toEqual([0, 3, 0, 0, 0, 0, 0, 0])
    })

    it('of a channel all pixels are dropped or none, and what stays is scaled', () => {
      const [rows, channels] = [200, 9]
      const from = imagesOf(adapter, { rows, height: 2, width: 3, channels }, Array(rows * 6 * channels).fill(1))
      const draw = memory.integers(4)
      operations.dropChannels({ from, to: from, threshold: 49_152, layer: 0, draw, rows })
      const kept = Array.from({ length: rows * channels }, (_, i) => {
        const [r, c] = [Math.floor(i / channels), i % channels]
        const values = [0, 1, 2, 3, 4, 5].map((p) => from.values[imageOffset(from, r, p % 2, p >> 1, c)])
        expect(new Set(values).size).toBe(1)
        return values[0]
      })
      const scale = precision === 'float32' ? Math.fround(4 / 3) : 4 / 3
      expect(new Set(kept)).toEqual(new Set([0, scale]))
      const share = kept.filter((value) => value > 0).length / kept.length
      expect(Math.abs(share - 0.75)).toBeLessThan(5 * Math.sqrt((0.75 * 0.25) / kept.length))
    })
  })

  // Against central differences, which need float64, for what PyTorch's cases leave out.
  if (precision !== 'float64') return
  describe(`${adapter.name}:`, () => {
    it('the gradients of a convolution with a pool behind it are the slopes of its output', () => {
      const size = { rows: 2, height: 7, width: 6, channels: 3, border: 1 }
      const x = imagesOf(adapter, size, noise(2 * 7 * 6 * 3, 1))
      const weights = matrixOf(adapter, 27, 5, noise(135, 2))
      const bias = columnsOf(adapter, noise(5, 3))
      const sums = memory.images(2, { ...size, channels: 5, border: 0 })
      const outSize = { rows: 2, height: 3, width: 3, channels: 5 }
      const out = memory.images(2, outSize)
      const gradOut = imagesOf(adapter, outSize, noise(90, 4))
      const window = { kernel: 3, stride: 1, padding: 1, rows: 2 }
      const slope = slopes(() => {
        operations.pooledConvolution({ x, weights, bias, sums, out, ...window })
        const gradients = valuesOf(gradOut)
        return valuesOf(out).reduce((sum, value, i) => sum + value * gradients[i], 0)
      })
      const expected = { weights: slope(weights.values), bias: slope(bias), x: slope(x.values) }

      const gradWeights = memory.matrix(27, 5)
      const gradBias = columnsOf(adapter, noise(5, 5))
      const gradIn = memory.images(2, size)
      operations.pooledConvolution({ x, weights, bias, sums, out, ...window })
      operations.pooledConvolutionBackward({ x, weights, sums, out, gradOut, gradWeights, gradBias, gradIn, ...window })
      const slopesOfWeights = memory.matrix(27, 5)
      slopesOfWeights.values.set(expected.weights)
      expect(largestDifference(valuesOfMatrix(gradWeights), valuesOfMatrix(slopesOfWeights))).toBeLessThan(1e-6)
      expect(largestDifference(gradBias.subarray(0, 5), expected.bias.subarray(0, 5))).toBeLessThan(1e-6)
      const slopesOfInput = memory.images(2, size)
      slopesOfInput.values.set(expected.x)
      expect(largestDifference(valuesOf(gradIn), valuesOf(slopesOfInput))).toBeLessThan(1e-6)
    })
  })
}

/** Central differences of f, by each of the numbers at `at`. */
function slopes(f: () => number): (at: Floats) => Floats {
  const h = 1e-6
  return (at) =>
    at.map((value, i) => {
      at[i] = value + h
      const above = f()
      at[i] = value - h
      const below = f()
      at[i] = value
      return (above - below) / (2 * h)
    })
}

function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Math.max(...Array.from(expected, (value, i) => Math.abs(actual[i] - value)))
}

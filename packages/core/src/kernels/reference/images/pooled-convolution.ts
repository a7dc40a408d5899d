import {
  createImages,
  type ImageOperations,
  type Images,
  imageOffset,
  type PooledConvolutionBackward,
} from '../../images.ts'
import type { Round } from '../round.ts'
import { convolutionSum } from './convolution.ts'
import { eachPixel, fillImages } from './pixels.ts'

type PooledOperations = Pick<ImageOperations, 'pooledConvolution' | 'pooledConvolutionBackward'>

export function pooledConvolutionOperations(
  round: Round,
  convolutionBackward: ImageOperations['convolutionBackward'],
): PooledOperations {
  return {
    pooledConvolution(call) {
      const { sums, bias, out, rows } = call
      fillImages(sums, rows, convolutionSum(round, call))
      fillImages(out, rows, (r, y, x, n) => {
        const largest = Math.max(...windowOf(sums, r, y, x, n).map((at) => sums.values[at]))
        return Math.max(round(largest + bias[n]), 0)
      })
    },

    pooledConvolutionBackward(call) {
      convolutionBackward({ ...call, gradOut: gradientOfSums(call) })
    },
  }
}

/** Places of the four sums that become value (r, y, x, n), row by row. */
function windowOf(sums: Images, r: number, y: number, x: number, n: number): number[] {
  return [0, 1, 2, 3].map((i) => imageOffset(sums, r, 2 * y + (i >> 1), 2 * x + (i % 2), n))
}

function gradientOfSums({ sums, out, gradOut, rows }: PooledConvolutionBackward): Images {
  const { values } = sums
  const gradient = createImages(sums.capacity, sums, (count) => values.slice(0, count).fill(0))
  eachPixel(out, rows, (r, y, x) => {
    for (let n = 0; n < out.channels; n++) {
      if (!(out.values[imageOffset(out, r, y, x, n)] > 0)) continue
      const window = windowOf(sums, r, y, x, n)
      const largest = Math.max(...window.map((at) => values[at]))
      const first = window.find((at) => values[at] === largest)
      if (first !== undefined) gradient.values[first] = gradOut.values[imageOffset(gradOut, r, y, x, n)]
    }
  })
  return gradient
}

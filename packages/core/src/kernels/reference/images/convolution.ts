import { type Convolution, type ConvolutionBackward, type ImageOperations, imageOffset } from '../../images.ts'
import { offsetOf } from '../../matrix.ts'
import type { Round } from '../round.ts'
import { eachPixel, fillImages, sumInFour } from './pixels.ts'

export type ConvolutionOperations = Pick<ImageOperations, 'convolution' | 'convolutionBackward'>

export function convolutionOperations(round: Round): ConvolutionOperations {
  return {
    convolution(call) {
      const sum = convolutionSum(round, call)
      const f = call.rectifies ? (value: number) => Math.max(value, 0) : (value: number) => value
      fillImages(call.out, call.rows, (r, y, x, n) => f(round(sum(r, y, x, n) + call.bias[n])))
    },

    convolutionBackward(call) {
      const { gradOut, gradBias, rows, gradIn } = call
      for (let n = 0; n < gradOut.channels; n++) {
        gradBias[n] = sumInFour(round, gradOut, rows, (r, y, x) => gradOut.values[imageOffset(gradOut, r, y, x, n)])
      }
      call.gradWeights.values.fill(0)
      if (gradIn) fillImages(gradIn, rows, () => 0)
      spreadGradients(round, call)
    },
  }
}

/** Σ x·weights of one value of the output */
export function convolutionSum(
  round: Round,
  { x: images, weights, kernel, stride, padding }: Omit<Convolution, 'bias' | 'out'>,
): (r: number, y: number, x: number, n: number) => number {
  return (r, y, x, n) => {
    let sum = 0
    let k = 0
    for (let ky = 0; ky < kernel; ky++) {
      for (let kx = 0; kx < kernel; kx++) {
        const from = imageOffset(images, r, y * stride + ky - padding, x * stride + kx - padding, 0)
        for (let c = 0; c < images.channels; c++, k++) {
          sum = round(sum + round(images.values[from + c] * weights.values[offsetOf(weights, k, n)]))
        }
      }
    }
    return sum
  }
}

/** Hands each gradOut that is not zero, in order, to the weights and to the inputs that it came from. */
function spreadGradients(round: Round, call: ConvolutionBackward): void {
  const { x: images, weights, gradOut, gradWeights, gradIn, kernel, stride, padding, rows } = call
  const { height, width, channels } = images

  function add(gradient: number, n: number, r: number, top: number, left: number): void {
    for (let k = 0; k < kernel * kernel * channels; k++) {
      const tap = Math.floor(k / channels)
      const y = top + Math.floor(tap / kernel)
      const x = left + (tap % kernel)
      const value = images.values[imageOffset(images, r, y, x, k % channels)]
      const at = offsetOf(weights, k, n)
      gradWeights.values[at] = round(gradWeights.values[at] + round(value * gradient))
      if (!gradIn || y < 0 || y >= height || x < 0 || x >= width) continue
      const to = imageOffset(gradIn, r, y, x, k % channels)
      gradIn.values[to] = round(gradIn.values[to] + round(gradient * weights.values[at]))
    }
  }

  eachPixel(gradOut, rows, (r, y, x) => {
    for (let n = 0; n < gradOut.channels; n++) {
      const gradient = gradOut.values[imageOffset(gradOut, r, y, x, n)]
      if (gradient !== 0) add(gradient, n, r, y * stride - padding, x * stride - padding)
    }
  })
}

import type { Kernels } from '../kernels.ts'
import type { Arithmetic } from './arithmetic.ts'

type DenseKernels = Pick<Kernels, 'denseForward' | 'denseGradients' | 'denseBackward'>

/** The three products of a fully connected layer, each element one sum in ascending order of the summed index. */
export function denseKernels({ round }: Arithmetic): DenseKernels {
  return {
    denseForward(x, weights, bias, out, { rows, inputs, outputs }) {
      for (let r = 0; r < rows; r++) {
        for (let o = 0; o < outputs; o++) {
          let sum = 0
          for (let k = 0; k < inputs; k++) sum = round(sum + round(x[r * inputs + k] * weights[k * outputs + o]))
          out[r * outputs + o] = round(sum + bias[o])
        }
      }
    },

    denseGradients(x, gradOut, gradWeights, gradBias, { rows, inputs, outputs }) {
      for (let o = 0; o < outputs; o++) {
        for (let k = 0; k < inputs; k++) {
          let sum = 0
          for (let r = 0; r < rows; r++) sum = round(sum + round(x[r * inputs + k] * gradOut[r * outputs + o]))
          gradWeights[k * outputs + o] = sum
        }
        let sum = 0
        for (let r = 0; r < rows; r++) sum = round(sum + gradOut[r * outputs + o])
        gradBias[o] = sum
      }
    },

    denseBackward(gradOut, weights, gradIn, { rows, inputs, outputs }) {
      for (let r = 0; r < rows; r++) {
        for (let k = 0; k < inputs; k++) {
          let sum = 0
          for (let o = 0; o < outputs; o++)
            sum = round(sum + round(gradOut[r * outputs + o] * weights[k * outputs + o]))
          gradIn[r * inputs + k] = sum
        }
      }
    },
  }
}

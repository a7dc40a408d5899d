import type { Floats, Kernels } from '../kernels.ts'
import type { Arithmetic } from './arithmetic.ts'

type CrossEntropyKernels = Pick<Kernels, 'softmax' | 'softmaxCrossEntropy'>

export function crossEntropyKernels({ round, exp, log }: Arithmetic): CrossEntropyKernels {
  /** Writes exp(z − max z) of one row and returns its sum. */
  function exponentials(logits: Floats, out: Floats, start: number, classes: number): { largest: number; sum: number } {
    let largest = Number.NEGATIVE_INFINITY
    for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[start + c])
    let sum = 0
    for (let c = 0; c < classes; c++) {
      const e = exp(round(logits[start + c] - largest))
      out[start + c] = e
      sum = round(sum + e)
    }
    return { largest, sum }
  }

  return {
    softmax(logits, out, { rows, classes }) {
      for (let r = 0; r < rows; r++) {
        const start = r * classes
        const { sum } = exponentials(logits, out, start, classes)
        for (let c = 0; c < classes; c++) out[start + c] = round(out[start + c] / sum)
      }
    },

    softmaxCrossEntropy(logits, labels, losses, gradLogits, { rows, classes }) {
      for (let r = 0; r < rows; r++) {
        const start = r * classes
        const score = logits[start + labels[r]]
        const { largest, sum } = exponentials(logits, gradLogits, start, classes)
        losses[r] = round(log(sum) - round(score - largest))
        for (let c = 0; c < classes; c++) {
          const probability = round(gradLogits[start + c] / sum)
          gradLogits[start + c] = round(round(probability - (c === labels[r] ? 1 : 0)) / rows)
        }
      }
    },
  }
}

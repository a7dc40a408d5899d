import { div, exp, formula, greater, log, mul, select, sub } from '../formula/index.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { scalar } from '../layers/scalar.ts'
import type { Loss, LossArrays } from './loss.ts'

/**
 * Softmax followed by cross-entropy, in one step so that no probability is rounded to 0 before its logarithm.
 *
 *     m = max z      e = exp(z − m)      s = Σ e
 *     lossᵣ = log s − Σ t·(z − m)        gradientᵣ = (e/s − t) / rows
 *
 * z and t [rows, classes]; t is 1 for the label, or, with label smoothing σ, 1 − σ + σ/classes for the label and
 * σ/classes for the others. The mean loss equals PyTorch's `cross_entropy`.
 */
export function crossEntropy(kernels: Kernels, { scores, targets, losses, gradient, isClass }: LossArrays): Loss {
  const { rows: capacity, columns: classes } = scores
  const [exponentials, products] = [kernels.matrix(capacity, classes), kernels.matrix(capacity, classes)]
  const [largest, sums, expected] = [kernels.floats(capacity), kernels.matrix(1, capacity), kernels.matrix(1, capacity)]
  const streams = { z: scores, t: targets, e: exponentials, product: products }

  return {
    record(operations, rows) {
      operations.rowMaxima({ x: scores, rows, out: largest })
      operations.panels(classes, rows, [kernels.formula(shifted, { ...streams, largest })])
      operations.rowSums({ x: exponentials, rows, out: sums.values })
      operations.rowSums({ x: products, rows, out: expected.values })
      operations.panels(rows, 1, [kernels.formula(difference, { sum: sums, expected, loss: losses })])
    },

    gradient: (rows) =>
      kernels.formula(softmaxGradient, {
        ...streams,
        gradient,
        sum: sums.values,
        isClass: isClass.values,
        rows: scalar(kernels, rows),
      }),
  }
}

const shifted = formula('shifted exponentials', ({ stream, rowScalar }) => {
  const shift = sub(stream('z'), rowScalar('largest'))
  return { e: exp(shift), product: mul(stream('t'), shift) }
})

const difference = formula('cross-entropy', ({ stream }) => ({ loss: sub(log(stream('sum')), stream('expected')) }))

const softmaxGradient = formula('gradient of cross-entropy', ({ stream, rowScalar, column, scalar }) => {
  const perRow = div(sub(div(stream('e'), rowScalar('sum')), stream('t')), scalar('rows'))
  return { gradient: select(greater(column('isClass'), 0), perRow, 0) }
})

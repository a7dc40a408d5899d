import { div, formula, greater, mul, select, sub } from '../formula/index.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { scalar } from '../layers/scalar.ts'
import type { Loss, LossArrays } from './loss.ts'

/**
 * The squared distance between scores and targets.
 *
 *     lossᵣ = Σ over c of (z − t)² / classes        gradientᵣ = 2·(z − t) / (classes·rows)
 *
 * z and t [rows, classes], t one-hot where it comes from labels. The mean over rows equals PyTorch's `mse_loss`.
 */
export function meanSquaredError(kernels: Kernels, { scores, targets, losses, gradient, isClass }: LossArrays): Loss {
  const { rows: capacity, columns: classes } = scores
  const squares = kernels.matrix(capacity, classes)
  const streams = { z: scores, t: targets, square: squares }

  return {
    record(operations, rows) {
      operations.panels(classes, rows, [kernels.formula(squared, { ...streams, classes: scalar(kernels, classes) })])
      operations.rowSums({ x: squares, rows, out: losses.values })
    },

    gradient: (rows) =>
      kernels.formula(distance, {
        ...streams,
        gradient,
        isClass: isClass.values,
        share: scalar(kernels, classes * rows),
      }),
  }
}

const squared = formula('squared error', ({ stream, scalar }) => {
  const error = sub(stream('z'), stream('t'))
  return { square: div(mul(error, error), scalar('classes')) }
})

const distance = formula('gradient of squared error', ({ stream, column, scalar }) => {
  const share = div(mul(2, sub(stream('z'), stream('t'))), scalar('share'))
  return { gradient: select(greater(column('isClass'), 0), share, 0) }
})

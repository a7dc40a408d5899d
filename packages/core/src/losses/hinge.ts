import { add, div, formula, greater, max, mul, select, sub } from '../formula/index.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { scalar } from '../layers/scalar.ts'
import type { Loss, LossArrays } from './loss.ts'

/**
 * The multiclass support vector machine's loss: every other class has to stay 1 below the label's.
 *
 *     lossᵣ = Σ over c ≠ y of max(0, z_c − z_y + 1)
 *     gradientᵣ = (h_c − t_c·Σ h) / rows      h = 1 where c ≠ y and the margin is above 0, else 0
 *
 * z and t [rows, classes], t one-hot.
 *
 * Source: Weston & Watkins 1999; Stanford's CS231n, https://cs231n.github.io/linear-classify/#multiclass-svm.
 * Differs: PyTorch's `multi_margin_loss` divides by the number of classes.
 */
export function hinge(kernels: Kernels, { scores, targets, losses, gradient, isClass }: LossArrays): Loss {
  const { rows: capacity, columns: classes } = scores
  const [margins, violations] = [kernels.matrix(capacity, classes), kernels.matrix(capacity, classes)]
  const [correct, counts] = [kernels.floats(capacity), kernels.floats(capacity)]
  const streams = { z: scores, t: targets, margin: margins, violation: violations }

  return {
    record(operations, rows) {
      operations.panels(classes, rows, [kernels.formula(ofLabel, streams)])
      operations.rowSums({ x: margins, rows, out: correct })
      operations.panels(classes, rows, [kernels.formula(violated, { ...streams, correct })])
      operations.rowSums({ x: margins, rows, out: losses.values })
      operations.rowSums({ x: violations, rows, out: counts })
    },

    gradient: (rows) =>
      kernels.formula(hingeGradient, {
        ...streams,
        gradient,
        count: counts,
        isClass: isClass.values,
        rows: scalar(kernels, rows),
      }),
  }
}

const ofLabel = formula('score of the label', ({ stream }) => ({ margin: mul(stream('t'), stream('z')) }))

const violated = formula('hinge', ({ stream, rowScalar }) => {
  const margin = max(add(sub(stream('z'), rowScalar('correct')), 1), 0)
  const other = select(greater(stream('t'), 0), 0, margin)
  return { margin: other, violation: select(greater(other, 0), 1, 0) }
})

const hingeGradient = formula('gradient of hinge', ({ stream, rowScalar, column, scalar }) => {
  const perRow = div(sub(stream('violation'), mul(stream('t'), rowScalar('count'))), scalar('rows'))
  return { gradient: select(greater(column('isClass'), 0), perRow, 0) }
})

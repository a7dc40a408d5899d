import { div, exp, formula, sub } from '../formula/index.ts'
import type { Kernels, Operations } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'

/** Scores as probabilities: p = exp(z − max z) / Σ exp(z − max z), [rows, classes]. */
export interface Softmax {
  readonly probabilities: Matrix
  record(operations: Operations, rows: number): void
}

export function createSoftmax(kernels: Kernels, scores: Matrix): Softmax {
  const { rows: capacity, columns: classes } = scores
  const probabilities = kernels.matrix(capacity, classes)
  const [largest, sum] = [kernels.floats(capacity), kernels.floats(capacity)]
  return {
    probabilities,
    record(operations, rows) {
      operations.rowMaxima({ x: scores, rows, out: largest })
      operations.panels(classes, rows, [kernels.formula(shifted, { z: scores, largest, e: probabilities })])
      operations.rowSums({ x: probabilities, rows, out: sum })
      operations.panels(classes, rows, [kernels.formula(divided, { e: probabilities, sum })])
    },
  }
}

const shifted = formula('shifted exponential', ({ stream, rowScalar }) => ({
  e: exp(sub(stream('z'), rowScalar('largest'))),
}))

const divided = formula('share of the sum', ({ stream, rowScalar }) => ({ e: div(stream('e'), rowScalar('sum')) }))

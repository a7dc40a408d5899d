import type { Operations, PanelOperation } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'

/** What a loss works on; all of one adapter. */
export interface LossArrays {
  /** [rows, classes] */
  scores: Matrix
  /** [rows, classes]: 1 for the label and 0 elsewhere, or a smoother version of that. */
  targets: Matrix
  /** [1, rows] */
  losses: Matrix
  /** [rows, classes]: the gradient of the mean loss by the scores. */
  gradient: Matrix
  /** [classes, padded with 0]: 1 for each class. */
  isClass: Matrix
}

/** What is recorded of a loss: the losses of the rows, and a panel operation that then gives the gradient of their mean. */
export interface Loss {
  record(operations: Operations, rows: number): void
  gradient(rows: number): PanelOperation
}

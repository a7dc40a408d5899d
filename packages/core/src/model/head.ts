import type { Kernels, Operations, PanelOperation } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'
import { losses as lossMakers } from '../losses/index.ts'
import type { LossSpec } from './network-spec.ts'

/** What comes behind the last layer: targets from labels, losses, hits, and the gradient by the scores. */
export interface Head {
  /** [1, rows]: the loss of each row, and 1 where its likeliest class is its label. */
  readonly losses: Matrix
  readonly hits: Matrix
  /** Records scores to losses and hits. */
  score(operations: Operations, rows: number): void
  /** The gradient of the mean loss, on a panel of scores that were scored. */
  gradient(rows: number): PanelOperation
}

export interface HeadArrays {
  scores: Matrix
  /** [rows, classes], by the scores. */
  gradient: Matrix
  labels: Int32Array
}

export function createHead(kernels: Kernels, spec: LossSpec, { scores, gradient, labels }: HeadArrays): Head {
  const { rows: capacity, columns: classes } = scores
  const targets = kernels.matrix(capacity, classes)
  const [losses, hits, isClass] = [kernels.matrix(1, capacity), kernels.matrix(1, capacity), kernels.matrix(1, classes)]
  isClass.values.fill(1, 0, classes)
  const loss = lossMakers[spec.loss](kernels, { scores, targets, losses, gradient, isClass })
  // The hinge loss asks which class is the label, and smoothed targets do not say.
  const smoothing = spec.loss === 'hinge' ? 0 : spec.label_smoothing
  const off = smoothing / classes
  return {
    losses,
    hits,
    score(operations, rows) {
      operations.oneHot({ labels, out: targets, rows, on: 1 - smoothing + off, off })
      loss.record(operations, rows)
      operations.hits({ x: scores, labels, rows, out: hits.values })
    },
    gradient: loss.gradient,
  }
}

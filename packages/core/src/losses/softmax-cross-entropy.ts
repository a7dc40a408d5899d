import type { Floats, Kernels } from '../kernels/kernels.ts'
import type { Tally } from './tally.ts'

export interface CrossEntropy {
  /** [rows, classes]: the gradient of the mean loss of the last rows scored. */
  readonly gradLogits: Floats
  /** Scores the first `rows` rows: fills `gradLogits` and adds to the tally. */
  score(logits: Floats, labels: Int32Array, rows: number, tally: Tally): void
}

/**
 * Softmax followed by cross-entropy, in one step so that no probability is rounded to 0 before its logarithm.
 *
 *     pᵣ = softmax(zᵣ)      lossᵣ = −log pᵣ[labelᵣ]      gradLogitsᵣ = (pᵣ − one-hot(labelᵣ)) / rows
 *
 * logits [rows, classes], labels [rows] in 0 … classes − 1. The tally grows by one row after the other, in float64, so
 * that its sums do not depend on how rows are batched. The mean loss equals PyTorch's `cross_entropy`.
 */
export function softmaxCrossEntropy(
  kernels: Kernels,
  { capacity, classes }: { capacity: number; classes: number },
): CrossEntropy {
  const losses = kernels.floats(capacity)
  const gradLogits = kernels.floats(capacity * classes)

  return {
    gradLogits,
    score(logits, labels, rows, tally) {
      kernels.softmaxCrossEntropy(logits, labels, losses, gradLogits, { rows, classes })
      for (let row = 0; row < rows; row++) {
        tally.loss += losses[row]
        if (likeliest(logits, row * classes, classes) === labels[row]) tally.correct++
      }
      tally.rows += rows
    },
  }
}

/** The class of the greatest logit; of equal ones the first. */
function likeliest(logits: Floats, from: number, classes: number): number {
  let best = 0
  for (let c = 1; c < classes; c++) if (logits[from + c] > logits[from + best]) best = c
  return best
}

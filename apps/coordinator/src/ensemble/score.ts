import { log } from '@hypersweep/numbers'

/** How well probabilities predict labels: both are means over rows. */
export interface Score {
  accuracy: number
  loss: number
}

/** The smallest probability that a float32 holds: one that underflowed to 0 costs as much as that, and not infinity. */
const LEAST = 2 ** -149

/**
 * accuracy = share of rows whose likeliest class (ties: the first) is their label;  loss = −mean log p[label].
 *
 * @param probabilities  [rows, classes], one row for each of `rows`, in that order
 * @param labels  of all rows of the data set
 * @returns undefined where there are no rows
 */
export function scoreOf(
  probabilities: ArrayLike<number>,
  labels: Int32Array,
  rows: Uint32Array,
  classes: number,
): Score | undefined {
  if (rows.length === 0) return undefined
  let correct = 0
  let loss = 0
  for (let row = 0; row < rows.length; row += 1) {
    const label = labels[rows[row]!]!
    if (likeliest(probabilities, row * classes, classes) === label) correct += 1
    loss -= log(Math.max(LEAST, probabilities[row * classes + label]!))
  }
  return { accuracy: correct / rows.length, loss: loss / rows.length }
}

/** The class with the greatest probability among the `classes` values from `from`; ties: the first. */
export function likeliest(probabilities: ArrayLike<number>, from: number, classes: number): number {
  let best = 0
  for (let index = 1; index < classes; index += 1) {
    if (probabilities[from + index]! > probabilities[from + best]!) best = index
  }
  return best
}

export function meanScore(scores: readonly Score[]): Score {
  const mean = (key: keyof Score) => scores.reduce((sum, score) => sum + score[key], 0) / scores.length
  return { accuracy: mean('accuracy'), loss: mean('loss') }
}

import { seedKey } from '@hypersweep/numbers'
import { rowMajor } from '../kernels/matrix.ts'
import type { Model } from '../model/model.ts'
import { createSoftmax, type Softmax } from '../model/softmax.ts'

export interface PredictOptions {
  /** Which rows, in the order of the answer; all of them unless told otherwise. */
  rows?: Uint32Array
  /** Passes with dropout whose probabilities are averaged (Monte-Carlo dropout); 0 is one pass without dropout. */
  samples?: number
  /** Of the masks of these passes. */
  seed?: number
}

/**
 * The probability of each class, [rows, classes], for rows of `features` [any, inputs], which are scaled as the training
 * data was: softmax of the scores.
 *
 * With `samples`, each pass drops units as training does, so that it asks another subnetwork; their probabilities are
 * averaged in float64. Sample s draws its masks as epoch s.
 *
 * Source of the sampling: Gal & Ghahramani 2016, https://arxiv.org/abs/1506.02142.
 */
export function predict(
  model: Model,
  features: Float32Array,
  { rows = allRows(model, features), samples = 0, seed = 0 }: PredictOptions = {},
): Float32Array<ArrayBuffer> {
  const { classes, capacity } = model
  const softmax = createSoftmax(model.kernels, model.scores)
  const pass = passes(model, softmax, samples > 0)
  const probabilities = new Float32Array(rows.length * classes)
  for (let from = 0, batch = 0; from < rows.length; from += capacity, batch++) {
    const part = rows.subarray(from, from + capacity)
    model.fetch({ features }, part)
    const count = Math.max(samples, 1)
    const sums = new Float64Array(part.length * classes)
    for (let sample = 0; sample < count; sample++) {
      if (samples > 0) model.draw.set([...seedKey(seed), sample, batch])
      const one = pass(part.length)
      for (let i = 0; i < sums.length; i++) sums[i] += one[i]
    }
    for (let i = 0; i < sums.length; i++) probabilities[from * classes + i] = sums[i] / count
  }
  return probabilities
}

function allRows({ inputs }: Model, features: Float32Array): Uint32Array {
  return Uint32Array.from({ length: features.length / inputs }, (_, row) => row)
}

/** A pass over so many rows, each recorded once. */
function passes(model: Model, softmax: Softmax, drops: boolean): (rows: number) => Float32Array {
  const programs = new Map<number, () => void>()
  return (rows) => {
    const known = programs.get(rows)
    const run =
      known ??
      model.kernels.program((operations) => {
        model.forward(operations, { rows, isTraining: false, drops })
        softmax.record(operations, rows)
      })
    programs.set(rows, run)
    run()
    return rowMajor(softmax.probabilities, rows)
  }
}

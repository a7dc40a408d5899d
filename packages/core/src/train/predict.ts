import { gatherFeatures } from '../data/batches.ts'
import type { Model } from '../model/model.ts'

/**
 * The probability of each class, [rows, classes], for rows of `features` [any, inputs], which are scaled as the training
 * data was.
 *
 * @param rows  which rows, in the order of the answer; all of them unless told otherwise
 */
export function predict(
  model: Model,
  features: Float32Array,
  rows: Uint32Array = Uint32Array.from({ length: features.length / model.inputs }, (_, row) => row),
): Float32Array<ArrayBuffer> {
  const { inputs, classes, capacity } = model
  const probabilities = new Float32Array(rows.length * classes)
  for (let from = 0; from < rows.length; from += capacity) {
    const part = rows.subarray(from, from + capacity)
    gatherFeatures(features, inputs, part, model.features)
    const logits = model.forward({ rows: part.length })
    model.kernels.softmax(logits, logits, { rows: part.length, classes })
    probabilities.set(logits.subarray(0, part.length * classes), from * classes)
  }
  return probabilities
}

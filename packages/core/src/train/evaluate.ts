import { gatherFeatures, gatherLabels } from '../data/batches.ts'
import type { Dataset } from '../data/dataset.ts'
import { emptyTally } from '../losses/tally.ts'
import type { Model } from '../model/model.ts'

export interface Evaluation {
  /** Mean cross-entropy of the rows. */
  loss: number
  /** Share of the rows whose likeliest class is their label, in [0, 1]. */
  accuracy: number
}

/** Mean loss and accuracy over rows of a data set; nothing is dropped, and the size of the passes changes no bit. */
export function evaluate(model: Model, data: Dataset, rows: Uint32Array): Evaluation {
  const tally = emptyTally()
  for (let from = 0; from < rows.length; from += model.capacity) {
    const part = rows.subarray(from, from + model.capacity)
    gatherFeatures(data.features, data.inputs, part, model.features)
    gatherLabels(data.labels, part, model.labels)
    model.loss.score(model.forward({ rows: part.length }), model.labels, part.length, tally)
  }
  return { loss: tally.loss / tally.rows, accuracy: tally.correct / tally.rows }
}

import type { Dataset } from '../data/dataset.ts'
import { rowMajor } from '../kernels/matrix.ts'
import { emptyTally } from '../losses/tally.ts'
import type { Model } from '../model/model.ts'
import { type Gauges, recordLargest } from './gauges.ts'
import { tallyRows } from './tally-rows.ts'

export interface Evaluation {
  /** Mean loss of the rows. */
  loss: number
  /** Share of the rows whose likeliest class is their label, in [0, 1]. */
  accuracy: number
}

/**
 * Mean loss and accuracy over rows of a data set; nothing is dropped, and the size of the passes changes no bit.
 *
 * @param gauges  also finds the largest output of each unit behind a ReLU, and keeps the probabilities of all rows
 */
export function evaluate(model: Model, data: Dataset, rows: Uint32Array, gauges?: Gauges): Evaluation {
  const tally = emptyTally()
  for (let from = 0; from < rows.length; from += model.capacity) {
    const part = rows.subarray(from, from + model.capacity)
    model.fetch(data, part)
    evaluation(model, part.length, gauges)()
    tallyRows(model, part.length, tally)
    gauges?.probabilities.set(rowMajor(gauges.softmax.probabilities, part.length), from * model.classes)
  }
  return { loss: tally.loss / tally.rows, accuracy: tally.correct / tally.rows }
}

/** A pass over so many rows without what only training needs. */
function evaluation(model: Model, rows: number, gauges: Gauges | undefined): () => void {
  return model.program(`evaluation of ${rows}${gauges ? ', gauged' : ''}`, (operations) => {
    model.forward(operations, { rows, isTraining: false, drops: false })
    model.score(operations, rows)
    if (!gauges) return
    recordLargest(model.kernels, operations, gauges, rows)
    gauges.softmax.record(operations, rows)
  })
}

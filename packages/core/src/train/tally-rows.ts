import type { Tally } from '../losses/tally.ts'
import type { Model } from '../model/model.ts'

/** Adds the losses and hits of a pass, row after row in float64, so that sums do not depend on how rows are batched. */
export function tallyRows({ losses, hits }: Model, rows: number, tally: Tally): void {
  for (let row = 0; row < rows; row++) {
    tally.loss += losses.values[row]
    tally.correct += hits.values[row]
  }
  tally.rows += rows
}

import type { DigitsSource, PointsSource } from '../data-source.ts'
import { DatasetError } from '../errors.ts'

/** @throws DatasetError DATA_OPTION for a number of rows or classes, or a noise, that nothing can be made of */
export function checkOptions({ source, rows, noise }: PointsSource | DigitsSource, classes: number): void {
  if (!Number.isInteger(classes) || classes < 2) {
    throw refusal(`${source}: classes is ${classes}.`, 'Use a whole number from 2.')
  }
  if (!Number.isInteger(rows) || rows < classes || rows > MAX_ROWS) {
    throw refusal(`${source}: rows is ${rows}.`, `Use a whole number from ${classes}, one per class, to ${MAX_ROWS}.`)
  }
  if (!Number.isFinite(noise) || noise < 0) throw refusal(`${source}: noise is ${noise}.`, 'Use a number from 0.')
}

const MAX_ROWS = 1_000_000

function refusal(got: string, needed: string): DatasetError {
  return new DatasetError('DATA_OPTION', got, needed)
}

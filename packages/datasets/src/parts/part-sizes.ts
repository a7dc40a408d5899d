import { DatasetError } from '../errors.ts'

export interface PartSizes {
  validation: number
  test: number
}

/**
 * Counts of rows from counts or shares of `rows` (a share is rounded to the nearest count).
 *
 * @throws DatasetError DATA_SPLIT where a part would be empty (`test: 0` may be) or no row is left for training
 */
export function partSizes(wanted: PartSizes, rows: number): PartSizes {
  const validation = countRows('validation', wanted.validation, rows)
  const test = wanted.test === 0 ? 0 : countRows('test', wanted.test, rows)
  if (validation + test < rows) return { validation, test }
  throw new DatasetError(
    'DATA_SPLIT',
    `Of ${rows} rows, ${validation} are for validation and ${test} for testing.`,
    'At least one has to be left for training: make validation or test smaller.',
  )
}

function countRows(part: keyof PartSizes, wanted: number, rows: number): number {
  if (Number.isInteger(wanted) && wanted > 0) return wanted
  const count = wanted > 0 && wanted < 1 ? Math.floor(wanted * rows + 0.5) : 0
  if (count > 0) return count
  throw new DatasetError(
    'DATA_SPLIT',
    `data.${part} is ${wanted}, which is no row of ${rows}.`,
    'Use a whole number of rows from 1, or a share between 0 and 1.',
  )
}

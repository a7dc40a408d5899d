import { randomStream, shuffle } from '@hypersweep/numbers'
import { DatasetError } from '../errors.ts'
import { type PartSizes, partSizes } from './part-sizes.ts'
import { sharedRows } from './shared-arrays.ts'

/** Row numbers of each part, ascending. Together they are all rows, each once. */
export interface Parts {
  train: Uint32Array
  validation: Uint32Array
  test: Uint32Array
}

/** The first rows for training, the next for validation, and those from `rows` on, a file of their own, for testing. */
export function splitInOrder(validation: number, rows: number, testRows: number): Parts {
  const sizes = partSizes({ validation, test: 0 }, rows)
  const firstValidation = rows - sizes.validation
  return {
    train: range(0, firstValidation),
    validation: range(firstValidation, rows),
    test: range(rows, rows + testRows),
  }
}

/**
 * Draws rows for testing, then rows for validation, so that each part has every class in its share of all rows, to
 * within a row. The draw depends on the labels' order, the sizes and the seed alone, and the test rows do not depend on
 * the size of the validation part.
 *
 * @param labels  [rows], each in 0 … classNames.length − 1
 * @throws DatasetError DATA_SPLIT where the sizes do not fit, or a class has no row left for training
 */
export function splitStratified(
  labels: ArrayLike<number>,
  classNames: readonly string[],
  wanted: PartSizes & { seed: number },
): Parts {
  const sizes = partSizes(wanted, labels.length)
  const byClass = shuffledRowsByClass(labels, classNames.length, wanted.seed)
  const test = takeShares(byClass, sizes.test)
  const validation = takeShares(byClass, sizes.validation)
  const emptied = byClass.findIndex((rows) => rows.length === 0)
  if (emptied >= 0) throw classWithoutTraining(classNames[emptied], classNames.length, labels.length)
  return { train: ascending(byClass.flat()), validation: ascending(validation), test: ascending(test) }
}

function shuffledRowsByClass(labels: ArrayLike<number>, classes: number, seed: number): number[][] {
  const byClass: number[][] = Array.from({ length: classes }, () => [])
  for (let row = 0; row < labels.length; row++) byClass[labels[row]].push(row)
  return byClass.map((rows, label) => {
    const order = Uint32Array.from(rows)
    shuffle(order, randomStream(seed, 'split', label))
    return [...order]
  })
}

/** Takes `total` rows out of the classes, from each its share: whole parts first, then the largest remainders. */
function takeShares(byClass: number[][], total: number): number[] {
  const rows = byClass.reduce((sum, ofClass) => sum + ofClass.length, 0)
  const shares = byClass.map((ofClass, label) => {
    const product = ofClass.length * total
    return { label, whole: Math.floor(product / rows), remainder: product % rows }
  })
  const left = total - shares.reduce((sum, { whole }) => sum + whole, 0)
  const raised = shares.toSorted((a, b) => b.remainder - a.remainder).slice(0, left)
  for (const share of raised) share.whole += 1
  return shares.flatMap(({ label, whole }) => byClass[label].splice(0, whole))
}

function range(from: number, to: number): Uint32Array {
  return sharedRows(Array.from({ length: to - from }, (_, i) => from + i))
}

function ascending(rows: number[]): Uint32Array {
  return sharedRows(rows.toSorted((a, b) => a - b))
}

function classWithoutTraining(name: string, classes: number, rows: number): DatasetError {
  return new DatasetError(
    'DATA_SPLIT',
    `${rows} rows have ${classes} classes, and of class '${name}' no row is left for training.`,
    'Make validation or test smaller, give the class more rows, or check that the label is a class and no measurement.',
  )
}

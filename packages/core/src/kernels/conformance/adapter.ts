import { formula } from '../../formula/expression.ts'
import type { Floats } from '../../formula/floats.ts'
import type { Gradients, Kernels, Operations, PanelOperation, SparseRows } from '../kernels.ts'
import { fillRowMajor, type Matrix, offsetOf } from '../matrix.ts'

/** What a conformance suite runs on: a maker of fresh kernels, and the precision that they round to. */
export interface Adapter {
  make(): Kernels
  precision: 'float32' | 'float64'
}

/** The smallest step above 1 in the adapter's precision. */
export function epsilonOf({ precision }: Adapter): number {
  return precision === 'float32' ? 2 ** -23 : 2 ** -52
}

/** The first number to which adding 1 changes nothing. */
export function bigOf(adapter: Adapter): number {
  return 2 / epsilonOf(adapter)
}

export function floatsOf(kernels: Kernels, values: ArrayLike<number>): Floats {
  const floats = kernels.floats(values.length)
  floats.set(values)
  return floats
}

export function integersOf(kernels: Kernels, values: ArrayLike<number>): Int32Array {
  const integers = kernels.integers(values.length)
  integers.set(values)
  return integers
}

/** A matrix [rows, columns] from values that lie row by row. */
export function matrixOf(kernels: Kernels, columns: number, values: ArrayLike<number>): Matrix {
  const matrix = kernels.matrix(values.length / columns, columns)
  fillRowMajor(matrix, values)
  return matrix
}

/** The same with `gap` wherever no value is: in columns past the last, and in rows past the last. */
export function gappedMatrixOf(kernels: Kernels, columns: number, values: ArrayLike<number>, gap: number): Matrix {
  const matrix = kernels.matrix(values.length / columns, columns)
  matrix.values.fill(gap)
  fillRowMajor(matrix, values)
  return matrix
}

/** The values of the first rows, row by row. */
export function valuesOf(matrix: Matrix, rows = matrix.rows): number[] {
  const { columns, values } = matrix
  return Array.from(
    { length: rows * columns },
    (_, i) => values[offsetOf(matrix, Math.floor(i / columns), i % columns)],
  )
}

/** Rows [rows, columns] without their zeros. */
export function sparseOf(kernels: Kernels, columns: number, values: ArrayLike<number>): SparseRows {
  const rows = values.length / columns
  const starts = kernels.integers(rows + 1)
  const entries = kernels.integers(2 * values.length)
  const floats = new Float32Array(entries.buffer, entries.byteOffset, entries.length)
  let entry = 0
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== 0) {
      entries[2 * entry] = 64 * (i % columns)
      floats[2 * entry + 1] = values[i]
      entry++
    }
    starts[Math.floor(i / columns) + 1] = entry
  }
  return { columns, starts, entries }
}

/** Records a program and runs it. */
export function run(kernels: Kernels, record: (operations: Operations) => void): void {
  kernels.program(record)()
}

/** Runs panel operations over all of a matrix' panels. */
export function runPanels(kernels: Kernels, { rows, columns }: Matrix, ...operations: PanelOperation[]): void {
  run(kernels, ({ panels }) => panels(columns, rows, operations))
}

const keep = formula('keep', ({ tile }) => ({ gradient: tile('block') }))

/** xᵀ·gradOut, [inputs, columns], its blocks put together by a formula, as the trainer does it. */
export function gradientsOf(kernels: Kernels, call: Omit<Gradients, 'follow'>): Matrix {
  const gradient = kernels.matrix(call.x.columns, call.gradOut.columns)
  gradient.values.fill(Number.NaN)
  const follow = [kernels.formula(keep, { block: kernels.tile, gradient })]
  run(kernels, ({ gradients }) => gradients({ ...call, follow }))
  return gradient
}

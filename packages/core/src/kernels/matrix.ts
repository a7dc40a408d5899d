import type { Floats } from '../formula/floats.ts'

/** Columns of a panel: 16 float32 are a cache line. */
export const PANEL_COLUMNS = 16

/**
 * A matrix in panels of 16 columns: value (r, c) is at (⌊c/16⌋·stride + r)·16 + c mod 16.
 *
 * `stride` is the number of rows rounded up to a multiple of 4, and one more where there is more than one: tiles of 4
 * rows may run over the end, and panels whose distance is odd in rows fall on different cache sets. Panels of one row
 * lie without gaps, so that the values are those of a column operand; a tile then runs over the panels behind its own. Columns past the
 * last are zero in weights and gradients, and meaningless in activations.
 */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly stride: number
  readonly values: Floats
}

export function panelsOf(columns: number): number {
  return Math.ceil(columns / PANEL_COLUMNS)
}

/** Rows from a panel to the next. */
export function strideOf(rows: number): number {
  return rows === 1 ? 1 : Math.ceil(rows / 4) * 4 + 1
}

/** Behind the last panel of a matrix of one row, whose tiles of 4 rows run over the end too. */
const SPARE_ROWS = 3

/** A matrix of zeros in an array that `floats` makes. */
export function createMatrix(rows: number, columns: number, floats: (count: number) => Floats): Matrix {
  const stride = strideOf(rows)
  const spare = rows === 1 ? SPARE_ROWS : 0
  return { rows, columns, stride, values: floats((panelsOf(columns) * stride + spare) * PANEL_COLUMNS) }
}

/** Where value (r, c) lies in `values`. */
export function offsetOf({ stride }: Matrix, r: number, c: number): number {
  return ((c >> 4) * stride + r) * PANEL_COLUMNS + (c & 15)
}

/** The values row by row. */
export function rowMajor(matrix: Matrix, rows = matrix.rows): Float32Array<ArrayBuffer> {
  const { columns, values } = matrix
  const out = new Float32Array(rows * columns)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[r * columns + c] = values[offsetOf(matrix, r, c)]
  }
  return out
}

/** Fills the first rows from values that lie row by row. */
export function fillRowMajor(matrix: Matrix, from: ArrayLike<number>): void {
  const { columns, values } = matrix
  for (let i = 0; i < from.length; i++) values[offsetOf(matrix, Math.floor(i / columns), i % columns)] = from[i]
}

import type { Floats } from '../../formula/floats.ts'
import { isSparse, type Operations, type SparseRows } from '../kernels.ts'
import { type Matrix, offsetOf, PANEL_COLUMNS } from '../matrix.ts'
import { runOnPanel } from './panel-operation.ts'
import type { Round } from './round.ts'

const BLOCK_ROWS = 64

/** Zeros of x are skipped, as the definition has it; see `Kernels`. `floats` makes arrays that round what is put in. */
export function denseOperations(
  round: Round,
  tile: Matrix,
  floats: (count: number) => Floats,
): Pick<Operations, 'product' | 'gradients' | 'panels'> {
  const sums = floats(PANEL_COLUMNS)
  /** sums += value·(a row of a panel), term by term */
  const addRow = (value: number, { values }: Matrix, start: number) => {
    for (let lane = 0; lane < PANEL_COLUMNS; lane++) sums[lane] += round(value * values[start + lane])
  }

  return {
    product({ x, weights, out, rows, follow }) {
      for (let column = 0; column < weights.columns; column += PANEL_COLUMNS) {
        for (let r = 0; r < rows; r++) {
          sums.fill(0)
          eachNonzero(x, r, (k, value) => addRow(value, weights, offsetOf(weights, k, column)))
          const count = Math.min(PANEL_COLUMNS, weights.columns - column)
          out.values.set(sums.subarray(0, count), offsetOf(out, r, column))
        }
        runOnPanel(follow, column / PANEL_COLUMNS, 0, rows)
      }
    },

    gradients({ x, gradOut, rows, follow }) {
      const columns = valuesByColumn(x, rows)
      for (let column = 0; column < gradOut.columns; column += PANEL_COLUMNS) {
        for (let k = 0; k < x.columns; k += BLOCK_ROWS) {
          const count = Math.min(BLOCK_ROWS, x.columns - k)
          for (let i = 0; i < count; i++) {
            sums.fill(0)
            for (const { row, value } of columns[k + i]) addRow(value, gradOut, offsetOf(gradOut, row, column))
            tile.values.set(sums, offsetOf(tile, i, 0))
          }
          runOnPanel(follow, column / PANEL_COLUMNS, k, count)
        }
      }
    },

    panels(columns, rows, operations) {
      for (let panel = 0; panel * PANEL_COLUMNS < columns; panel++) runOnPanel(operations, panel, 0, rows)
    },
  }
}

function eachNonzero(x: Matrix | SparseRows, r: number, visit: (k: number, value: number) => void): void {
  if (isSparse(x)) {
    const values = new Float32Array(x.entries.buffer, x.entries.byteOffset, x.entries.length)
    for (let i = x.starts[r]; i < x.starts[r + 1]; i++) visit(x.entries[2 * i] / 64, values[2 * i + 1])
    return
  }
  for (let k = 0; k < x.columns; k++) {
    const value = x.values[offsetOf(x, r, k)]
    if (value !== 0) visit(k, value)
  }
}

interface Nonzero {
  row: number
  value: number
}

function valuesByColumn(x: Matrix | SparseRows, rows: number): Nonzero[][] {
  const columns: Nonzero[][] = Array.from({ length: x.columns }, () => [])
  for (let row = 0; row < rows; row++) eachNonzero(x, row, (k, value) => columns[k].push({ row, value }))
  return columns
}

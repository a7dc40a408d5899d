import type { Operations } from '../kernels.ts'
import { type Matrix, offsetOf } from '../matrix.ts'
import type { Round } from './round.ts'

type RowOperations = Pick<Operations, 'rowMaxima' | 'rowSums' | 'hits' | 'oneHot'>

export function rowOperations(round: Round): RowOperations {
  return {
    rowMaxima({ x, rows, out }) {
      for (let r = 0; r < rows; r++) out[r] = rowOf(x, r).reduce((largest, value) => Math.max(largest, value))
    },

    rowSums({ x, rows, out }) {
      for (let r = 0; r < rows; r++) out[r] = rowOf(x, r).reduce((sum, value) => round(sum + value), 0)
    },

    hits({ x, rows, labels, out }) {
      for (let r = 0; r < rows; r++) out[r] = firstLargest(rowOf(x, r)) === labels[r] ? 1 : 0
    },

    oneHot({ labels, out, rows, on, off }) {
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < out.columns; c++) out.values[offsetOf(out, r, c)] = c === labels[r] ? on : off
      }
    },
  }
}

function rowOf(x: Matrix, r: number): number[] {
  return Array.from({ length: x.columns }, (_, c) => x.values[offsetOf(x, r, c)])
}

/** The place of the largest, of equal ones the first; nothing is larger than NaN. */
function firstLargest(row: readonly number[]): number {
  let best = 0
  for (let c = 1; c < row.length; c++) if (row[c] > row[best]) best = c
  return best
}

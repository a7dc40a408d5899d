import type { Operations } from '../kernels.ts'
import { offsetOf } from '../matrix.ts'

export const matrixOperations: Pick<Operations, 'loadRows' | 'transpose'> = {
  loadRows({ from, to, rows }) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < to.columns; c++) to.values[offsetOf(to, r, c)] = from[r * to.columns + c]
    }
  },

  transpose({ from, to }) {
    for (let r = 0; r < from.rows; r++) {
      for (let c = 0; c < from.columns; c++) to.values[offsetOf(to, c, r)] = from.values[offsetOf(from, r, c)]
    }
  },
}

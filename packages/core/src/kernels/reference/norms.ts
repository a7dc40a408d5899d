import type { Operations } from '../kernels.ts'
import { offsetOf, PANEL_COLUMNS, panelsOf } from '../matrix.ts'
import type { Round } from './round.ts'

export function normOperations(round: Round): Pick<Operations, 'sumOfSquares' | 'clipScale'> {
  return {
    sumOfSquares({ x, out }) {
      const sums = new Float64Array(PANEL_COLUMNS)
      for (let panel = 0; panel < panelsOf(x.columns); panel++) {
        for (let r = 0; r < x.rows; r++) {
          for (let lane = 0; lane < PANEL_COLUMNS; lane++) {
            const value = x.values[offsetOf(x, r, panel * PANEL_COLUMNS + lane)]
            sums[lane] += value * value
          }
        }
      }
      out[0] = sums.reduce((total, sum) => total + sum, 0)
    },

    clipScale({ squares, limit, out }) {
      const sum = squares.reduce((total, square) => total + square, 0)
      out[0] = round(Math.min(1, round(limit) / (Math.sqrt(sum) + 1e-6)))
    },
  }
}

import type { Floats } from '../../formula/floats.ts'
import type { Kernels, PanelOperation } from '../kernels.ts'
import { type Matrix, offsetOf, PANEL_COLUMNS } from '../matrix.ts'
import { panelOperation, runOnPanel } from './panel-operation.ts'
import type { Round } from './round.ts'

type ColumnOperations = Pick<Kernels, 'columnSums' | 'columnProducts' | 'columnMoments' | 'columnMaxima'>

export function columnOperations(round: Round): ColumnOperations {
  const square = (x: number) => round(x * x)
  return {
    columnSums: (x, out) => fold(x, { into: out, step: (sum, value) => round(sum + value) }),

    columnProducts(x, y, out) {
      const other = (row: number, column: number) => y.values[offsetOf(y, row, column)]
      return fold(x, { into: out, step: (sum, value, row, c) => round(sum + round(value * other(row, c))) })
    },

    columnMoments(x, mean, variance) {
      const end = (sum: number, rows: number) => round(sum / rows)
      const means = fold(x, { into: mean, step: (sum, value) => round(sum + value), end })
      const squares = fold(x, {
        into: variance,
        step: (sum, value, _, column) => round(sum + square(round(value - mean[column]))),
        end,
      })
      return panelOperation((...place) => runOnPanel([means, squares], ...place))
    },

    columnMaxima: (x, out) =>
      fold(x, { into: out, start: (column) => out[column], step: (largest, value) => Math.max(largest, value) }),
  }
}

interface Fold {
  into: Floats
  /** What each column begins with; 0 unless told otherwise. */
  start?: (column: number) => number
  step: (sum: number, value: number, row: number, column: number) => number
  end?: (sum: number, rows: number) => number
}

/** Folds the rows of each column of a panel. */
function fold(x: Matrix, { into, start = () => 0, step, end = (sum) => sum }: Fold): PanelOperation {
  return panelOperation((panel, row, rows) => {
    for (let column = panel * PANEL_COLUMNS; column < (panel + 1) * PANEL_COLUMNS; column++) {
      let sum = start(column)
      for (let r = row; r < row + rows; r++) sum = step(sum, x.values[offsetOf(x, r, column)], r, column)
      into[column] = end(sum, rows)
    }
  })
}

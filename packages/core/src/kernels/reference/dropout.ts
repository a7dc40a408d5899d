import { philox4x32 } from '@hypersweep/numbers'
import { DROPOUT_COUNTER, type Dropout, type PanelOperation } from '../kernels.ts'
import { offsetOf, PANEL_COLUMNS, panelsOf } from '../matrix.ts'
import { panelOperation } from './panel-operation.ts'
import type { Round } from './round.ts'

export function dropoutOperation(round: Round): (dropout: Dropout) => PanelOperation {
  const words = new Uint32Array(4)
  return ({ from, to, threshold, layer, draw }) => {
    const panels = panelsOf(from.columns)
    const scale = round(65536 / threshold)
    return panelOperation((panel, row, rows) => {
      for (let r = row; r < row + rows; r++) {
        for (let lane = 0; lane < PANEL_COLUMNS; lane++) {
          const place = lane % 8
          const block = 2 * (r * panels + panel) + (lane >> 3)
          if (place === 0) philox4x32([block, draw[3], draw[2], DROPOUT_COUNTER + layer], [draw[0], draw[1]], words)
          const bits = (words[place >> 1] >>> (place % 2 === 0 ? 0 : 16)) & 0xffff
          const column = panel * PANEL_COLUMNS + lane
          to.values[offsetOf(to, r, column)] = round(
            from.values[offsetOf(from, r, column)] * (bits < threshold ? scale : 0),
          )
        }
      }
    })
  }
}

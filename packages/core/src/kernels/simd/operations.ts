import { isSparse, type Operations } from '../kernels.ts'
import { type Matrix, PANEL_COLUMNS, panelsOf } from '../matrix.ts'
import { imageOperations } from './images.ts'
import { floatWord, type Recorder } from './recorder.ts'

/** Each operation as its record; the order of the words is that of the argument classes in assembly/. */
export function recordedOperations(recorder: Recorder, tile: Matrix): Operations {
  return {
    ...denseOperations(recorder, tile),
    ...rowOperations(recorder),
    ...imageOperations(recorder),

    loadRows({ from, to, rows }) {
      recorder.add('loadRows', [from.byteOffset, ...place(to), rows, to.columns])
    },

    transpose({ from, to }) {
      recorder.add('transpose', [...place(from), ...place(to), from.rows, from.columns])
    },

    sumOfSquares({ x, out }) {
      const words = [...place(x), x.rows, panelsOf(x.columns), out.byteOffset]
      recorder.add('sumOfSquares', words, { scratch: 8 * PANEL_COLUMNS })
    },

    clipScale({ squares, limit, out }) {
      recorder.add('clipScale', [squares.byteOffset, squares.length, floatWord(limit), out.byteOffset])
    },
  }
}

function denseOperations(recorder: Recorder, tile: Matrix): Pick<Operations, 'product' | 'gradients' | 'panels'> {
  return {
    product({ x, mayHaveZeros = false, weights, out, rows, follow = [] }) {
      const target = [...place(weights), ...place(out), rows, weights.columns]
      if (isSparse(x)) {
        recorder.add('sparseProduct', [...target, x.starts.byteOffset, x.entries.byteOffset], { follow })
      } else {
        const words = [...target, ...place(x), x.columns, Number(mayHaveZeros)]
        recorder.add('product', words, { follow, scratch: mayHaveZeros ? listBytes(rows, rows * x.columns) : 0 })
      }
    },

    gradients({ x, mayHaveZeros = false, gradOut, rows, follow }) {
      const target = [...place(gradOut), tile.values.byteOffset, rows, x.columns, gradOut.columns]
      if (isSparse(x)) {
        const scratch = listBytes(x.columns, x.entries.length / 2)
        recorder.add('sparseGradients', [...target, x.starts.byteOffset, x.entries.byteOffset], { follow, scratch })
      } else {
        const scratch = mayHaveZeros ? listBytes(x.columns, rows * x.columns) : 0
        recorder.add('gradients', [...target, ...place(x), Number(mayHaveZeros)], { follow, scratch })
      }
    },

    panels(columns, rows, follow) {
      recorder.add('panels', [panelsOf(columns), rows], { follow })
    },
  }
}

function rowOperations(recorder: Recorder): Pick<Operations, 'rowMaxima' | 'rowSums' | 'hits' | 'oneHot'> {
  const words = ({ x, rows, out }: Parameters<Operations['rowSums']>[0]) => [
    ...place(x),
    rows,
    x.columns,
    out.byteOffset,
  ]
  return {
    rowMaxima: (call) => recorder.add('rowMaxima', words(call)),
    rowSums: (call) => recorder.add('rowSums', words(call)),
    hits: (call) => recorder.add('hits', [...words(call), call.labels.byteOffset]),
    oneHot({ labels, out, rows, on, off }) {
      recorder.add('oneHot', [labels.byteOffset, ...place(out), rows, out.columns, floatWord(on), floatWord(off)])
    },
  }
}

/** Where a matrix lies, and the bytes from one of its panels to the next. */
export function place({ values, stride }: Matrix): [at: number, stride: number] {
  return [values.byteOffset, 4 * PANEL_COLUMNS * stride]
}

/** Bytes of so many lists with so many entries; see assembly/sparse-lists.ts. */
function listBytes(lists: number, entries: number): number {
  return 4 * lists + 128 + 8 * (entries + 1)
}

import { evaluator } from '../formula/evaluate.ts'
import type { Floats } from '../formula/floats.ts'
import { createImages } from './images.ts'
import { checkBindings, type Kernels, type Operations } from './kernels.ts'
import { createMatrix, PANEL_COLUMNS } from './matrix.ts'
import { columnOperations } from './reference/columns.ts'
import { denseOperations } from './reference/dense.ts'
import { dropoutOperation } from './reference/dropout.ts'
import { imageOperations } from './reference/images.ts'
import { matrixOperations } from './reference/matrices.ts'
import { normOperations } from './reference/norms.ts'
import { panelOperation, runOnPanel } from './reference/panel-operation.ts'
import { recording } from './reference/recording.ts'
import { rowOperations } from './reference/rows.ts'

/**
 * The kernels as plain loops: what every other adapter must equal, bit for bit.
 *
 * - `float32` rounds after each operation.
 * - `float64` holds Float64Arrays, rounds nothing more, and has exp, log, tanh and erf of @hypersweep/numbers: for tests
 *   against values computed in double precision.
 */
export function referenceKernels({ precision }: { precision: 'float32' | 'float64' }): Kernels {
  const round = precision === 'float32' ? Math.fround : (value: number) => value
  const floats = (count: number): Floats =>
    precision === 'float32' ? new Float32Array(count) : new Float64Array(count)
  const tile = createMatrix(BLOCK_ROWS, PANEL_COLUMNS, floats)
  const operations: Operations = {
    ...denseOperations(round, tile, floats),
    ...matrixOperations,
    ...rowOperations(round),
    ...normOperations(round),
    ...imageOperations(round),
  }

  return {
    name: `reference-${precision}`,
    matrix: (rows, columns) => createMatrix(rows, columns, floats),
    images: (capacity, size) => createImages(capacity, size, floats),
    floats,
    doubles: (count) => new Float64Array(count),
    integers: (count) => new Int32Array(count),
    tile,
    release() {},
    program: (record) => recording(operations, record),
    formula(formula, bindings) {
      checkBindings(formula, bindings)
      return panelOperation(evaluator(formula, bindings, floats))
    },
    once: (operation) => panelOperation((panel) => runOnPanel([operation], panel, 0, 1)),
    ...columnOperations(round),
    dropout: dropoutOperation(round),
  }
}

const BLOCK_ROWS = 64

import type { DenseSize, Kernels } from '../kernels.ts'
import type { Arena } from './arena.ts'
import type { KernelExports } from './exports.ts'

type DenseKernels = Pick<Kernels, 'denseForward' | 'denseGradients' | 'denseBackward'>

const TILE_ROWS = 4
const TILE_COLUMNS = 8

export function denseKernels(wasm: KernelExports, { scratch }: Arena): DenseKernels {
  return {
    denseForward(x, weights, bias, out, { rows, inputs, outputs }: DenseSize) {
      const space = scratch(denseScratch(rows, inputs))
      wasm.denseForward(x.byteOffset, weights.byteOffset, bias.byteOffset, out.byteOffset, rows, inputs, outputs, space)
    },

    denseGradients(x, gradOut, gradWeights, gradBias, { rows, inputs, outputs }: DenseSize) {
      const space = scratch(denseScratch(inputs, rows))
      wasm.denseGradients(
        x.byteOffset,
        gradOut.byteOffset,
        gradWeights.byteOffset,
        gradBias.byteOffset,
        rows,
        inputs,
        outputs,
        space,
      )
    },

    denseBackward(gradOut, weights, gradIn, { rows, inputs, outputs }: DenseSize) {
      const space = scratch(denseScratch(rows, outputs))
      wasm.denseBackward(gradOut.byteOffset, weights.byteOffset, gradIn.byteOffset, rows, inputs, outputs, space)
    },
  }
}

/** Bytes for the left operand in panels of 4, one panel of 8 of the right one, and a spare tile; see assembly/dense.ts. */
function denseScratch(height: number, depth: number): number {
  const left = Math.ceil(height / TILE_ROWS) * TILE_ROWS * depth
  return 4 * (left + TILE_COLUMNS * depth + TILE_ROWS * TILE_COLUMNS)
}

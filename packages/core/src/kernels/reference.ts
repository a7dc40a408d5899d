import type { Kernels } from './kernels.ts'
import { activationKernels } from './reference/activations.ts'
import { float32Arithmetic, float64Arithmetic } from './reference/arithmetic.ts'
import { crossEntropyKernels } from './reference/cross-entropy.ts'
import { denseKernels } from './reference/dense.ts'
import { dropoutKernels } from './reference/dropout.ts'
import { optimizerKernels } from './reference/optimizers.ts'

/**
 * The kernels as plain loops: what every other adapter must equal, bit for bit.
 *
 * - `float32` rounds after each operation, and has the float32 exp, log and tanh of the SIMD kernels.
 * - `float64` holds Float64Arrays, rounds nothing more, and has exp, log and tanh of @hypersweep/numbers: for tests
 *   against values computed in double precision.
 */
export function referenceKernels({ precision }: { precision: 'float32' | 'float64' }): Kernels {
  const arithmetic = precision === 'float32' ? float32Arithmetic : float64Arithmetic
  return {
    name: `reference-${precision}`,
    floats: arithmetic.floats,
    integers: (count) => new Int32Array(count),
    release() {},
    ...denseKernels(arithmetic),
    ...activationKernels(arithmetic),
    ...dropoutKernels(arithmetic),
    ...crossEntropyKernels(arithmetic),
    ...optimizerKernels(arithmetic),
  }
}

import type { ActivationName, Floats, Kernels } from '../kernels/kernels.ts'
import type { Layer } from './layer.ts'

/**
 * An element-wise function f, written over its input: its derivative is known from its output alone.
 *
 *     relu     max(0, x)          f′ = 1 where out > 0, else 0
 *     sigmoid  1 / (1 + e⁻ˣ)      f′ = out·(1 − out)
 *     tanh     tanh x             f′ = 1 − out²
 *     identity x                  f′ = 1
 */
export function activation(kernels: Kernels, name: ActivationName, units: number): Layer {
  let out: Floats

  return {
    parameters: [],
    forward(x, { rows }) {
      out = x
      kernels.activate(name, x, out, rows * units)
      return out
    },
    backward(gradOut, rows) {
      kernels.activateBackward(name, out, gradOut, gradOut, rows * units)
      return gradOut
    },
  }
}

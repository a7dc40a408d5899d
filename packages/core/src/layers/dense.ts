import type { Floats, Kernels } from '../kernels/kernels.ts'
import { parameter } from '../tensor/parameter.ts'
import type { Layer } from './layer.ts'

export interface DenseOptions {
  /** Prefix of the parameters' names. */
  name: string
  inputs: number
  units: number
  /** The most rows of one pass. */
  capacity: number
  /** False for the first layer of a network: nobody asks for the gradient by the data. */
  inputGradient?: boolean
}

/**
 * A fully connected layer.
 *
 *     out = x·W + b          gradW = xᵀ·gradOut     gradb = Σ over rows of gradOut     gradX = gradOut·Wᵀ
 *
 * x [rows, inputs], W [inputs, units], b [units], out [rows, units]; W and b start at zero.
 * Differs from PyTorch's `Linear` in keeping W as [inputs, units], not its transpose.
 */
export function dense(kernels: Kernels, { name, inputs, units, capacity, inputGradient = true }: DenseOptions): Layer {
  const weight = parameter(kernels, `${name}.weight`, [inputs, units])
  const bias = parameter(kernels, `${name}.bias`, [units])
  const out = kernels.floats(capacity * units)
  const gradIn = inputGradient ? kernels.floats(capacity * inputs) : undefined
  let input: Floats

  return {
    parameters: [weight, bias],
    forward(x, pass) {
      input = x
      kernels.denseForward(x, weight.values, bias.values, out, { rows: pass.rows, inputs, outputs: units })
      return out
    },
    backward(gradOut, rows) {
      const size = { rows, inputs, outputs: units }
      kernels.denseGradients(input, gradOut, weight.grad, bias.grad, size)
      if (gradIn) kernels.denseBackward(gradOut, weight.values, gradIn, size)
      return gradIn
    },
  }
}

import type { RandomStream } from '@hypersweep/numbers'
import type { ActivationName, Floats } from '../kernels/kernels.ts'

/**
 * The bound of a dense layer's uniform initial weights, which keeps the spread of activations from layer to layer.
 *
 *     relu    √(6 / inputs)               He et al. 2015, https://arxiv.org/abs/1502.01852
 *     others  √(6 / (inputs + units))     Glorot & Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html
 *
 * Differs: PyTorch's `Linear` draws from ±1/√inputs whatever follows it.
 */
export function weightLimit(activation: ActivationName, inputs: number, units: number): number {
  return Math.sqrt(6 / (activation === 'relu' ? inputs : inputs + units))
}

/** Fills with float32 numbers in [−limit, limit), one draw each in ascending order. */
export function fillUniform(values: Floats, limit: number, stream: RandomStream): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.fround((2 * stream.uniform() - 1) * limit)
}

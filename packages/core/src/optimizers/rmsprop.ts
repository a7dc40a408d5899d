import type { Optimizer } from './optimizer.ts'
import { checkOptions } from './optimizer-options.ts'

/**
 * RMSProp: each weight's step is scaled by a running root mean square of its gradient.
 *
 *     d = g + λ·w
 *     s ← ρ·s + (1 − ρ)·d²
 *     v ← μ·v + d / (√s + ε)
 *     w ← w − lr·v
 *
 * `s` and `v` start at zero.
 *
 * @param decayRate  ρ, the share of the old average that is kept, in [0, 1); PyTorch's `alpha`
 * @param momentum  μ, in [0, 1)
 * @param epsilon  ε, outside the root, > 0
 * @param weightDecay  λ, added to the gradient of weights and biases alike (L2), ≥ 0
 * @throws CoreError OPTIMIZER_OPTION when an option is outside its range
 *
 * Source: Hinton 2012, https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf, as PyTorch's `RMSprop`.
 * Differs: Hinton has no ε; TensorFlow puts it inside the root and multiplies lr into v.
 */
export function rmsprop({
  decayRate = 0.99,
  momentum = 0,
  epsilon = 1e-8,
  weightDecay = 0,
} = {}): Optimizer<'square' | 'velocity'> {
  checkOptions('rmsprop', { decay_rate: decayRate, momentum, epsilon, weight_decay: weightDecay })
  return {
    slots: ['square', 'velocity'],
    step(kernels, { values, grad }, { square, velocity }, { learningRate }) {
      const options = { learningRate, decayRate, momentum, epsilon, weightDecay }
      kernels.rmsprop(values, grad, square, velocity, values.length, options)
    },
  }
}

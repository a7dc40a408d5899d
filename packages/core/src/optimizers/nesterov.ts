import type { Optimizer } from './optimizer.ts'
import { checkOptions } from './optimizer-options.ts'

/**
 * Nesterov's momentum: momentum that looks one step ahead along its velocity.
 *
 *     d = g + λ·w
 *     v ← μ·v + d
 *     w ← w − lr·(d + μ·v)
 *
 * `v` starts at zero.
 *
 * @param momentum  μ, in [0, 1); 0 is `sgd`
 * @param weightDecay  λ, added to the gradient of weights and biases alike (L2), ≥ 0
 * @throws CoreError OPTIMIZER_OPTION when an option is outside its range
 *
 * Source: Sutskever et al. 2013, https://proceedings.mlr.press/v28/sutskever13.html, as PyTorch's `SGD(nesterov=True)`.
 * Differs: PyTorch refuses μ = 0, which we take as `sgd`. Stanford's CS231n writes v′ = μ·v − lr·g,
 * w ← w − μ·v + (1 + μ)·v′ (https://cs231n.github.io/neural-networks-3/): the same while lr is constant; after it
 * changes, theirs keeps the old rate in the old velocity.
 */
export function nesterov({ momentum = 0.9, weightDecay = 0 } = {}): Optimizer<'velocity'> {
  checkOptions('nesterov', { momentum, weight_decay: weightDecay })
  return {
    slots: ['velocity'],
    step(kernels, { values, grad }, { velocity }, { learningRate }) {
      kernels.nesterov(values, grad, velocity, values.length, { learningRate, momentum, weightDecay })
    },
  }
}

import type { Optimizer } from './optimizer.ts'
import { checkOptions } from './optimizer-options.ts'

/**
 * Gradient descent with momentum: the step is a decaying sum of past gradients.
 *
 *     d = g + λ·w
 *     v ← μ·v + d
 *     w ← w − lr·v
 *
 * `v` starts at zero, so the first step is plain gradient descent; a constant gradient ends at steps of lr·g / (1 − μ).
 *
 * @param momentum  μ, in [0, 1); 0 is `sgd`
 * @param weightDecay  λ, added to the gradient of weights and biases alike (L2), ≥ 0
 * @throws CoreError OPTIMIZER_OPTION when an option is outside its range
 *
 * Source: PyTorch's `SGD`, https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html.
 * Differs: Stanford's CS231n writes v ← μ·v − lr·g, w ← w + v (https://cs231n.github.io/neural-networks-3/). Both are
 * the same while lr is constant; after it changes, theirs keeps the old rate in the old velocity, ours applies the new.
 */
export function momentum({ momentum = 0.9, weightDecay = 0 } = {}): Optimizer<'velocity'> {
  checkOptions('momentum', { momentum, weight_decay: weightDecay })
  return {
    slots: ['velocity'],
    step(kernels, { values, grad }, { velocity }, { learningRate }) {
      kernels.momentum(values, grad, velocity, values.length, { learningRate, momentum, weightDecay })
    },
  }
}

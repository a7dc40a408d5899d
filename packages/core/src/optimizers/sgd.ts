import type { Optimizer } from './optimizer.ts'
import { checkOptions } from './optimizer-options.ts'

/**
 * Stochastic gradient descent.
 *
 *     d = g + λ·w
 *     w ← w − lr·d
 *
 * @param weightDecay  λ, added to the gradient of weights and biases alike (L2), ≥ 0
 * @throws CoreError OPTIMIZER_OPTION when an option is outside its range
 *
 * Source: PyTorch's `SGD`, https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html.
 */
export function sgd({ weightDecay = 0 } = {}): Optimizer<never> {
  checkOptions('sgd', { weight_decay: weightDecay })
  return {
    slots: [],
    step(kernels, { values, grad }, _slots, { learningRate }) {
      kernels.sgd(values, grad, values.length, { learningRate, weightDecay })
    },
  }
}

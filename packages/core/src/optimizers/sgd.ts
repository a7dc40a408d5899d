import { mul, sub } from '../formula/index.ts'
import { weightDecay } from './common-options.ts'
import type { OptimizerDefinition } from './optimizer.ts'

/**
 * Gradient descent on the loss of a batch.
 *
 *     d = g + λ·w
 *     w ← w − lr·d
 *
 * Source: Robbins & Monro 1951, as PyTorch's `SGD`.
 */
export const sgd: OptimizerDefinition = {
  name: 'sgd',
  options: { weight_decay: weightDecay },
  slots: () => ({}),
  scalars: (_, { learningRate }) => ({ lr: learningRate }),
  update: ({ weight, gradient, scalar }) => ({ weight: sub(weight, mul(scalar('lr'), gradient)) }),
}

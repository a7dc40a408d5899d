import { add, mul, sub } from '../formula/index.ts'
import { momentumOption, weightDecay } from './common-options.ts'
import { numberOf, type OptimizerDefinition } from './optimizer.ts'

/**
 * Gradient descent with momentum: the step is a decaying sum of past gradients.
 *
 *     d = g + λ·w
 *     v ← μ·v + d
 *     w ← w − lr·v
 *
 * `v` (the slot `velocity`) starts at zero, so the first step is plain gradient descent; a constant gradient ends at
 * steps of lr·g / (1 − μ). μ in [0, 1); 0 is `sgd`.
 *
 * Source: PyTorch's `SGD`, https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html.
 * Differs: Stanford's CS231n writes v ← μ·v − lr·g, w ← w + v (https://cs231n.github.io/neural-networks-3/). Both are
 * the same while lr is constant; after it changes, theirs keeps the old rate in the old velocity, ours applies the new.
 */
export const momentum: OptimizerDefinition = {
  name: 'momentum',
  options: { momentum: momentumOption(0.9), weight_decay: weightDecay },
  slots: () => ({ velocity: 0 }),
  scalars: (options, { learningRate }) => ({ lr: learningRate, mu: numberOf(options, 'momentum') }),
  update({ weight, gradient, slot, scalar }) {
    const velocity = add(mul(scalar('mu'), slot('velocity')), gradient)
    return { velocity, weight: sub(weight, mul(scalar('lr'), velocity)) }
  },
}

import { add, mul, sub } from '../formula/index.ts'
import { momentumOption, weightDecay } from './common-options.ts'
import { numberOf, type OptimizerDefinition } from './optimizer.ts'

/**
 * Nesterov's momentum: momentum that looks one step ahead along its velocity.
 *
 *     d = g + λ·w
 *     v ← μ·v + d
 *     w ← w − lr·(d + μ·v)
 *
 * `v` (the slot `velocity`) starts at zero. μ in [0, 1); 0 is `sgd`.
 *
 * Source: Sutskever et al. 2013, https://proceedings.mlr.press/v28/sutskever13.html, as PyTorch's `SGD(nesterov=True)`.
 * Differs: PyTorch refuses μ = 0, which we take as `sgd`. Stanford's CS231n writes v′ = μ·v − lr·g,
 * w ← w − μ·v + (1 + μ)·v′ (https://cs231n.github.io/neural-networks-3/): the same while lr is constant; after it
 * changes, theirs keeps the old rate in the old velocity.
 */
export const nesterov: OptimizerDefinition = {
  name: 'nesterov',
  options: { momentum: momentumOption(0.9), weight_decay: weightDecay },
  slots: () => ({ velocity: 0 }),
  scalars: (options, { learningRate }) => ({ lr: learningRate, mu: numberOf(options, 'momentum') }),
  update({ weight, gradient, slot, scalar }) {
    const velocity = add(mul(scalar('mu'), slot('velocity')), gradient)
    const ahead = add(gradient, mul(scalar('mu'), velocity))
    return { velocity, weight: sub(weight, mul(scalar('lr'), ahead)) }
  },
}

import { add, div, mul, sqrt, sub } from '../formula/index.ts'
import { notNegative, number } from '../options/option.ts'
import { epsilonOption, weightDecay } from './common-options.ts'
import { numberOf, type OptimizerDefinition } from './optimizer.ts'

/**
 * AdaGrad: each weight's step is divided by the root of all its squared gradients so far.
 *
 *     d = g + λ·w
 *     s ← s + d²
 *     w ← w − lr/(1 + (t − 1)·step_falloff) · d / (√s + ε)
 *
 * `t` counts steps from 1; `s` (the slot `square`) starts at `initial_square`. Under a constant gradient the step shrinks
 * as 1/√t.
 *
 * Source: Duchi, Hazan & Singer 2011, https://jmlr.org/papers/v12/duchi11a.html, as PyTorch's `Adagrad`, whose `lr_decay`
 * is `step_falloff` and whose `initial_accumulator_value` is `initial_square`.
 * Differs: ε is 10⁻¹⁰, as in PyTorch; Stanford's CS231n writes 10⁻⁷.
 */
export const adagrad: OptimizerDefinition = {
  name: 'adagrad',
  options: {
    epsilon: epsilonOption(1e-10),
    step_falloff: number(notNegative, 'k, how fast the learning rate falls, per step', 0),
    initial_square: number(notNegative, 'what the sums of squares begin with', 0),
    weight_decay: weightDecay,
  },
  slots: (options) => ({ square: numberOf(options, 'initial_square') }),
  scalars: (options, { learningRate, step }) => ({
    lr: learningRate / (1 + (step - 1) * numberOf(options, 'step_falloff')),
    epsilon: numberOf(options, 'epsilon'),
  }),
  update({ weight, gradient, slot, scalar }) {
    const square = add(slot('square'), mul(gradient, gradient))
    const scaled = div(gradient, add(sqrt(square), scalar('epsilon')))
    return { square, weight: sub(weight, mul(scalar('lr'), scaled)) }
  },
}

import { mul, sub } from '../formula/index.ts'
import { notNegative, number } from '../options/option.ts'
import { adamOptions, adamScalars, adamSlots, adamStep } from './adam.ts'
import { numberOf, type OptimizerDefinition } from './optimizer.ts'

/**
 * AdamW: Adam with weight decay applied to the weights, not to the gradient.
 *
 *     m ← β₁·m + (1 − β₁)·g        m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂·v + (1 − β₂)·g²       v̂ = v / (1 − β₂ᵗ)
 *     w ← w·(1 − lr·λ) − lr·m̂ / (√v̂ + ε)
 *
 * `t` counts steps from 1; slots and `amsgrad` as in `adam`. Biases decay as weights do.
 *
 * Source: Loshchilov & Hutter 2019, Algorithm 2, https://arxiv.org/abs/1711.05101, as PyTorch's `AdamW`,
 * with its ε of 10⁻⁸ and its λ of 0.01.
 * Differs: we multiply λ by lr, as PyTorch does; the paper does not.
 */
export const adamw: OptimizerDefinition = {
  name: 'adamw',
  options: { ...adamOptions, weight_decay: number(notNegative, 'λ, taken from the weights as lr·λ·w', 0.01) },
  decaysItself: true,
  slots: adamSlots,
  scalars: (options, now) => ({
    ...adamScalars(options, now),
    keep: 1 - now.learningRate * numberOf(options, 'weight_decay'),
  }),
  update(operands, options) {
    const { slots, step } = adamStep(operands, options)
    return { ...slots, weight: sub(mul(operands.weight, operands.scalar('keep')), step) }
  },
}

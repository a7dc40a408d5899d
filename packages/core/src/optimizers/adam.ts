import { pow } from '@hypersweep/numbers'
import type { Optimizer } from './optimizer.ts'
import { checkOptions } from './optimizer-options.ts'

/**
 * Adam: momentum and RMSProp together, both corrected for having started at zero.
 *
 *     d = g + λ·w
 *     m ← β₁·m + (1 − β₁)·d        m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂·v + (1 − β₂)·d²       v̂ = v / (1 − β₂ᵗ)
 *     w ← w − lr·m̂ / (√v̂ + ε)
 *
 * `t` counts steps from 1; `m` (the slot `mean`) and `v` (`square`) start at zero.
 *
 * @param beta1  decay of the mean gradient, in [0, 1)
 * @param decayRate  β₂, decay of the mean squared gradient, in [0, 1)
 * @param epsilon  ε, outside the root, > 0
 * @param weightDecay  λ, added to the gradient of weights and biases alike (L2; not AdamW's), ≥ 0
 * @throws CoreError OPTIMIZER_OPTION when an option is outside its range
 *
 * Source: Kingma & Ba 2015, Algorithm 1, https://arxiv.org/abs/1412.6980, as PyTorch's `Adam`.
 */
export function adam({
  beta1 = 0.9,
  decayRate = 0.999,
  epsilon = 1e-8,
  weightDecay = 0,
} = {}): Optimizer<'mean' | 'square'> {
  checkOptions('adam', { beta1, decay_rate: decayRate, epsilon, weight_decay: weightDecay })
  return {
    slots: ['mean', 'square'],
    step(kernels, { values, grad }, { mean, square }, { learningRate, step }) {
      kernels.adam(values, grad, mean, square, values.length, {
        stepSize: learningRate / (1 - pow(beta1, step)),
        rootScale: 1 / Math.sqrt(1 - pow(decayRate, step)),
        beta1,
        beta2: decayRate,
        epsilon,
        weightDecay,
      })
    },
  }
}

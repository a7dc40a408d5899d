import { add, div, max, mul, sqrt, sub, type Value } from '../formula/index.ts'
import { flag, number, type OptionValues, share } from '../options/option.ts'
import { epsilonOption, weightDecay } from './common-options.ts'
import { numberOf, type OptimizerDefinition, type OptimizerStep, type UpdateOperands } from './optimizer.ts'
import { runningAverage } from './running-average.ts'

/** What Adam and AdamW have in common. */
export const adamOptions = {
  beta1: number(share, 'β₁, the share of the mean gradient that is kept', 0.9),
  decay_rate: number(share, 'β₂, the share of the mean square that is kept', 0.999),
  epsilon: epsilonOption(1e-8),
  amsgrad: flag('divide by the largest mean square so far'),
}

export function adamSlots({ amsgrad }: OptionValues): Readonly<Record<string, number>> {
  return { mean: 0, square: 0, ...(amsgrad === true && { largest: 0 }) }
}

export function adamScalars(options: OptionValues, { learningRate, step }: OptimizerStep) {
  const [beta1, beta2] = [numberOf(options, 'beta1'), numberOf(options, 'decay_rate')]
  return {
    step_size: learningRate / (1 - power(beta1, step)),
    root_scale: 1 / Math.sqrt(1 - power(beta2, step)),
    beta1,
    rest1: 1 - beta1,
    beta2,
    rest2: 1 - beta2,
    epsilon: numberOf(options, 'epsilon'),
  }
}

/** baseⁿ for a whole n ≥ 0, by squaring: exact to n·2⁻⁵³, and at each step a hundred times as fast as `pow`. */
function power(base: number, n: number): number {
  let [result, square] = [1, base]
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square
    square *= square
  }
  return result
}

/** The slots' new values, and what is taken from the weight. */
export function adamStep({ gradient, slot, scalar }: UpdateOperands, { amsgrad }: OptionValues) {
  const mean = runningAverage(slot('mean'), gradient, { keep: scalar('beta1'), rest: scalar('rest1') })
  const squared = mul(gradient, gradient)
  const square = runningAverage(slot('square'), squared, { keep: scalar('beta2'), rest: scalar('rest2') })
  const largest: { largest?: Value } = amsgrad === true ? { largest: max(slot('largest'), square) } : {}
  const root = add(mul(sqrt(largest.largest ?? square), scalar('root_scale')), scalar('epsilon'))
  return { slots: { mean, square, ...largest }, step: div(mul(scalar('step_size'), mean), root) }
}

/**
 * Adam: momentum and RMSProp together, both corrected for having started at zero.
 *
 *     d = g + λ·w
 *     m ← β₁·m + (1 − β₁)·d        m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂·v + (1 − β₂)·d²       v̂ = v / (1 − β₂ᵗ)        amsgrad: v̂ = max(v̂'s v so far) / (1 − β₂ᵗ)
 *     w ← w − lr·m̂ / (√v̂ + ε)
 *
 * `t` counts steps from 1; `m` (the slot `mean`), `v` (`square`) and their maximum (`largest`) start at zero. β₂ is
 * `decay_rate`. λ is added to the gradient (L2); `adamw` takes it from the weights.
 *
 * Source: Kingma & Ba 2015, Algorithm 1, https://arxiv.org/abs/1412.6980; AMSGrad: Reddi, Kale & Kumar 2018,
 * https://arxiv.org/abs/1904.09237, with the maximum taken before the correction; as PyTorch's `Adam`.
 * ε is 10⁻⁸ as there, and outside the root.
 */
export const adam: OptimizerDefinition = {
  name: 'adam',
  options: { ...adamOptions, weight_decay: weightDecay },
  slots: adamSlots,
  scalars: adamScalars,
  update(operands, options) {
    const { slots, step } = adamStep(operands, options)
    return { ...slots, weight: sub(operands.weight, step) }
  },
}

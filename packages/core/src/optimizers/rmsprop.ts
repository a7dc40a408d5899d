import { add, div, max, mul, sqrt, sub } from '../formula/index.ts'
import { flag, number, share } from '../options/option.ts'
import { epsilonOption, momentumOption, weightDecay } from './common-options.ts'
import { numberOf, type OptimizerDefinition } from './optimizer.ts'
import { runningAverage } from './running-average.ts'

/**
 * RMSProp: the gradient divided by the root of its running mean square, with momentum where it is asked for.
 *
 *     d = g + λ·w
 *     s ← ρ·s + (1 − ρ)·d²
 *     centered:  a ← ρ·a + (1 − ρ)·d      σ = √max(s − a², 0)      else  σ = √s
 *     v ← μ·v + d / (σ + ε)
 *     w ← w − lr·v
 *
 * `s` (the slot `square`), `a` (`mean`) and `v` (`velocity`) start at zero. ρ is `decay_rate`.
 *
 * Source: Hinton 2012, lecture 6e, http://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf; centered:
 * Graves 2013, https://arxiv.org/abs/1308.0850; as PyTorch's `RMSprop`.
 * ε is 10⁻⁸ and ρ 0.99 as there.
 * Differs: s − a² can round below zero, where PyTorch's root is NaN and ours 0. Hinton has no ε; TensorFlow puts it
 * inside the root and multiplies lr into v.
 */
export const rmsprop: OptimizerDefinition = {
  name: 'rmsprop',
  options: {
    decay_rate: number(share, 'ρ, the share of the running mean square that is kept', 0.99),
    momentum: momentumOption(0),
    epsilon: epsilonOption(1e-8),
    centered: flag('divide by the deviation of the gradient, not by its root mean square'),
    weight_decay: weightDecay,
  },
  slots: ({ momentum, centered }) => ({
    square: 0,
    ...(centered === true && { mean: 0 }),
    ...(momentum !== 0 && { velocity: 0 }),
  }),
  scalars: (options, { learningRate }) => ({
    lr: learningRate,
    mu: numberOf(options, 'momentum'),
    epsilon: numberOf(options, 'epsilon'),
    rho: numberOf(options, 'decay_rate'),
    rest: 1 - numberOf(options, 'decay_rate'),
  }),
  update({ weight, gradient, slot, scalar }, { momentum, centered }) {
    const decay = { keep: scalar('rho'), rest: scalar('rest') }
    const square = runningAverage(slot('square'), mul(gradient, gradient), decay)
    const mean = centered === true ? { mean: runningAverage(slot('mean'), gradient, decay) } : undefined
    const variance = mean ? max(sub(square, mul(mean.mean, mean.mean)), 0) : square
    const scaled = div(gradient, add(sqrt(variance), scalar('epsilon')))
    const step = momentum === 0 ? scaled : add(mul(scalar('mu'), slot('velocity')), scaled)
    const velocity = momentum !== 0 && { velocity: step }
    return { square, ...mean, ...velocity, weight: sub(weight, mul(scalar('lr'), step)) }
  },
}

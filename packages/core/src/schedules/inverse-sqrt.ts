import { falloff } from './common-options.ts'
import { numberOf, type ScheduleDefinition } from './schedule.ts'

/**
 * 1/√t decay: slower than `inverse_time`; the rate for which stochastic gradient descent on a convex function was proved.
 *
 *     rate(t) = lr / √(1 + lr_falloff·t)
 *
 * It is half of lr at t = 3/lr_falloff.
 *
 * Source: Zinkevich 2003, "Online Convex Programming and Generalized Infinitesimal Gradient Ascent", ηₜ ∝ t^(−1/2).
 * Differs: begins at lr whatever the falloff.
 */
export const inverseSqrt: ScheduleDefinition = {
  name: 'inverse_sqrt',
  options: { lr_falloff: falloff },
  needsEpochs: false,
  rate: (options, { learningRate }, epoch) => learningRate / Math.sqrt(1 + numberOf(options, 'lr_falloff') * epoch),
}

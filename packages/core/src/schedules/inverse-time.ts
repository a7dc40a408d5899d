import { falloff } from './common-options.ts'
import { numberOf, type ScheduleDefinition } from './schedule.ts'

/**
 * 1/t decay: fast at first, then ever slower.
 *
 *     rate(t) = lr / (1 + lr_falloff·t)
 *
 * It is half of lr at t = 1/lr_falloff.
 *
 * Source: Stanford's CS231n, https://cs231n.github.io/neural-networks-3/#anneal, whose k is `lr_falloff`; as Keras's
 * `InverseTimeDecay`, whose decay_rate/decay_steps it is.
 */
export const inverseTime: ScheduleDefinition = {
  name: 'inverse_time',
  options: { lr_falloff: falloff },
  needsEpochs: false,
  rate: (options, { learningRate }, epoch) => learningRate / (1 + numberOf(options, 'lr_falloff') * epoch),
}

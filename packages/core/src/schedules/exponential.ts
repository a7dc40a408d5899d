import { pow } from '@hypersweep/numbers'
import { lrDecay } from './common-options.ts'
import { numberOf, type ScheduleDefinition } from './schedule.ts'

/**
 * The rate falls by one factor every epoch.
 *
 *     rate(t) = lr · lr_decay^t
 *
 * Source: PyTorch's `ExponentialLR`, whose `gamma` is `lr_decay`.
 * Differs: Stanford's CS231n writes lr·e^(−k·t), the same curve with lr_decay = e^(−k).
 */
export const exponential: ScheduleDefinition = {
  name: 'exponential',
  options: { lr_decay: lrDecay('factor per epoch; 1 never decays') },
  needsEpochs: false,
  rate: (options, { learningRate }, epoch) => learningRate * pow(numberOf(options, 'lr_decay'), epoch),
}

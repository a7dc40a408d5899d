import { pow } from '@hypersweep/numbers'
import { count, number } from '../options/option.ts'
import { lrDecay } from './common-options.ts'
import { numberOf, type ScheduleDefinition } from './schedule.ts'

/**
 * A staircase: the rate falls by one factor every so many epochs.
 *
 *     rate(t) = lr · lr_decay^⌊t / step_size⌋
 *
 * Source: PyTorch's `StepLR`, whose `gamma` is `lr_decay`.
 */
export const step: ScheduleDefinition = {
  name: 'step',
  options: {
    step_size: number(count, 'epochs from a fall to the next'),
    lr_decay: lrDecay('factor of each fall', 0.1),
  },
  needsEpochs: false,
  rate(options, { learningRate }, epoch) {
    return learningRate * pow(numberOf(options, 'lr_decay'), Math.floor(epoch / numberOf(options, 'step_size')))
  },
}

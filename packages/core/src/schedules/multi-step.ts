import { pow } from '@hypersweep/numbers'
import { count } from '../options/option.ts'
import { lrDecay } from './common-options.ts'
import { numberOf, type ScheduleDefinition } from './schedule.ts'

/**
 * A staircase with steps at chosen epochs.
 *
 *     rate(t) = lr · lr_decay^(number of milestones ≤ t)
 *
 * A milestone of 30 acts from the 31st epoch on, since epochs count from 0.
 *
 * Source: PyTorch's `MultiStepLR`, whose `gamma` is `lr_decay`.
 */
export const multiStep: ScheduleDefinition = {
  name: 'multi_step',
  options: {
    milestones: { kind: 'list', range: count, meaning: 'epochs after which the learning rate falls' },
    lr_decay: lrDecay('factor of each fall', 0.1),
  },
  needsEpochs: false,
  rate(options, { learningRate }, epoch) {
    const passed = (options['milestones'] as readonly number[]).filter((milestone) => milestone <= epoch).length
    return learningRate * pow(numberOf(options, 'lr_decay'), passed)
  },
}

import { pow } from '@hypersweep/numbers'
import { number, positive } from '../options/option.ts'
import { decayEpochs, floorOf, minLr, progressOf } from './common-options.ts'
import { numberOf, type ScheduleDefinition } from './schedule.ts'

/**
 * A straight line, or a power of one, down to `min_lr`.
 *
 *     rate(t) = min_lr + (lr − min_lr) · (1 − t/T)^power      T = decay_epochs, or all epochs; min_lr from T on
 *
 * Where T is all epochs, the last one is still one short of `min_lr`.
 *
 * Source: Keras's `PolynomialDecay`, whose `end_learning_rate` is `min_lr`; with min_lr = 0 PyTorch's `PolynomialLR`,
 * whose `total_iters` is T. PyTorch's `LinearLR` down to an end_factor is power 1 with min_lr = lr·end_factor.
 */
export const polynomial: ScheduleDefinition = {
  name: 'polynomial',
  options: { power: number(positive, 'the exponent; 1 is a line', 1), min_lr: minLr, decay_epochs: decayEpochs },
  needsEpochs: true,
  rate(options, run, epoch) {
    const floor = floorOf(options, run)
    return floor + (run.learningRate - floor) * pow(1 - progressOf(options, run, epoch), numberOf(options, 'power'))
  },
}

import { pow } from '@hypersweep/numbers'
import { CoreError } from '../errors.ts'
import type { Schedule } from './schedule.ts'

/**
 * lr(epoch) = learningRate · lrDecay^epoch
 *
 * @param lrDecay  factor per epoch, in (0, 1]; 1 is `constant`
 * @throws CoreError SCHEDULE_OPTION when lrDecay is outside its range
 *
 * Source: PyTorch's `ExponentialLR`, whose `gamma` is lrDecay.
 */
export function exponential(learningRate: number, lrDecay: number): Schedule {
  if (!(lrDecay > 0 && lrDecay <= 1)) {
    throw new CoreError(
      'SCHEDULE_OPTION',
      `exponential: lr_decay is ${lrDecay}.`,
      'Use a factor in (0, 1]; 1 never decays.',
    )
  }
  return (epoch) => learningRate * pow(lrDecay, epoch)
}

import { cos } from '@hypersweep/numbers'
import { decayEpochs, floorOf, minLr, progressOf } from './common-options.ts'
import type { ScheduleDefinition } from './schedule.ts'

/**
 * Half a cosine, down to `min_lr`: slow at both ends.
 *
 *     rate(t) = min_lr + (lr − min_lr) · (1 + cos(π·t/T)) / 2      T = decay_epochs, or all epochs; min_lr from T on
 *
 * Where T is all epochs, the last one is still one short of `min_lr`.
 *
 * Source: Loshchilov & Hutter 2017, https://arxiv.org/abs/1608.03983, without restarts, as PyTorch's
 * `CosineAnnealingLR`, whose `T_max` is T and whose `eta_min` is `min_lr`.
 * Differs: PyTorch's curve rises again after T; ours stays at `min_lr`.
 */
export const cosine: ScheduleDefinition = {
  name: 'cosine',
  options: { min_lr: minLr, decay_epochs: decayEpochs },
  needsEpochs: true,
  rate(options, run, epoch) {
    const floor = floorOf(options, run)
    return floor + ((run.learningRate - floor) * (1 + cos(Math.PI * progressOf(options, run, epoch)))) / 2
  },
}

import { optimizerDefaults, optionRanges } from '@hypersweep/core'
import { z } from 'zod'
import { count, numberIn, section } from './values.ts'

/** What other programs' training has. */
const ABSENT = (
  'lr beta2 amsgrad warmup warmup_steps warmup_epochs clip_norm clip_value label_smoothing early_stopping patience ' +
  'loss ema augment steps max_steps'
).split(' ')

const options = {
  optimizer: z.enum(['sgd', 'momentum', 'nesterov', 'rmsprop', 'adam']),
  epochs: count,
  batch_size: count.default(32),
  learning_rate: numberIn(optionRanges.learning_rate),
  schedule: z.enum(['constant', 'exponential']).exactOptional(),
  lr_decay: z.number().gt(0).lte(1).exactOptional(),
  momentum: numberIn(optionRanges.momentum).exactOptional(),
  decay_rate: numberIn(optionRanges.decay_rate).exactOptional(),
  beta1: numberIn(optionRanges.beta1).exactOptional(),
  epsilon: numberIn(optionRanges.epsilon).exactOptional(),
  weight_decay: numberIn(optionRanges.weight_decay).exactOptional(),
}

/** Keys of `training`. */
export const trainingKeys = Object.keys(options)

/**
 * `training:` of the sweep file. The learning rate decays where `lr_decay` is given; what acts under the optimizer and is
 * not given has the optimizer's default. What does not act may stand there all the same: the optimizer may be an axis.
 */
export const trainingSection = section(options, ABSENT)
  .refine(({ schedule, lr_decay }) => schedule !== 'exponential' || lr_decay !== undefined, {
    path: ['schedule'],
    message: 'exponential needs lr_decay, the factor per epoch. Write for example lr_decay: 0.9.',
  })
  .transform((given) => ({
    schedule: given.lr_decay === undefined ? ('constant' as const) : ('exponential' as const),
    ...optimizerDefaults[given.optimizer],
    ...given,
  }))

export type TrainingSection = z.output<typeof trainingSection>

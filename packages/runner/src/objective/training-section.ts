import {
  defaultsOf,
  lossNames,
  type Option,
  type Options,
  type OptionValues,
  optimizerDefinitions,
  optimizerOf,
  regularisationOptions,
  scheduleDefinitions,
  scheduleOf,
  scheduleOptions,
} from '@hypersweep/core'
import { z } from 'zod'
import { count, numberIn, optionShape, section } from './values.ts'

/** What other programs' training has. */
const ABSENT = 'early_stopping augment steps max_steps dampening swa sam'.split(' ')

/** What is called otherwise in other programs. */
const RENAMED = {
  lr: 'learning_rate',
  beta2: 'decay_rate, which is β₂ of adam and adamw',
  rho: 'decay_rate',
  eps: 'epsilon',
  gamma: 'lr_decay',
  factor: 'lr_decay',
  l2: 'weight_decay',
  nesterov: 'optimizer: nesterov',
  warmup: 'warmup_epochs',
  warmup_steps: 'warmup_epochs',
  t_max: 'decay_epochs',
  eta_min: 'min_lr',
  max_lr: 'learning_rate, which is the peak of one_cycle',
}

const optimizerNames = optimizerDefinitions.map(({ name }) => name)
const scheduleNames = scheduleDefinitions.map(({ name }) => name)
const positive = { min: 0, minIncluded: false, max: Number.POSITIVE_INFINITY, maxIncluded: false }
const share = { min: 0, minIncluded: true, max: 1, maxIncluded: false }

const ownOptions = merged([
  ...optimizerDefinitions.map((definition) => definition.options),
  ...scheduleDefinitions.map(scheduleOptions),
  regularisationOptions,
])

const options = {
  optimizer: z.enum(optimizerNames),
  epochs: count,
  batch_size: count.default(32),
  learning_rate: numberIn(positive),
  schedule: z.enum(scheduleNames).exactOptional(),
  loss: z.enum(lossNames).default('cross_entropy'),
  label_smoothing: numberIn(share).default(0),
}

/** Keys of `training`. */
export const trainingKeys = [...Object.keys(options), ...Object.keys(ownOptions)]

/** Under every optimizer and schedule. */
export const alwaysActing = [...Object.keys(options), ...Object.keys(regularisationOptions)]

/**
 * `training:` of the sweep file. The learning rate decays by epoch where `lr_decay` is given and no schedule named. What
 * acts under the optimizer and the schedule and is not given has their default. What does not act may stand there all the
 * same: the optimizer may be an axis.
 */
export const trainingSection = section({ ...options, ...optionShape(ownOptions) }, ABSENT, RENAMED)
  .transform((given) => withDefaults(given as GivenTraining))
  .superRefine((training, context) => {
    for (const [name, option] of Object.entries(scheduleOptions(scheduleOf(training)))) {
      if (training[name] !== undefined) continue
      const example = option.kind === 'list' ? '[10, 20]' : option.kind === 'number' && option.range.whole ? 10 : 0.9
      const message = `${training.schedule} needs ${name}, ${option.meaning}. Write for example ${name}: ${example}.`
      context.addIssue({ code: 'custom', path: ['schedule'], message })
    }
  })

/** Options that several owners have are of one kind and range in all of them; a default that differs is none here. */
function merged(owners: readonly Options[]): Options {
  const all: Record<string, Option> = {}
  for (const [name, option] of owners.flatMap((options) => Object.entries(options))) {
    const before = all[name] as { default?: unknown } | undefined
    const { default: usual, ...rest } = option as Option & { default?: unknown }
    all[name] = before === undefined || before.default === usual ? option : (rest as Option)
  }
  return all
}

interface GivenTraining extends Record<string, unknown> {
  optimizer: string
  schedule?: string
  epochs: number
  batch_size: number
  learning_rate: number
  loss: (typeof lossNames)[number]
  label_smoothing: number
}

export type TrainingSection = GivenTraining & { schedule: string } & OptionValues

function withDefaults(given: GivenTraining): TrainingSection {
  const schedule = given.schedule ?? (given['lr_decay'] === undefined ? 'constant' : 'exponential')
  return {
    ...defaultsOf(regularisationOptions),
    ...defaultsOf(scheduleOptions(scheduleOf({ schedule }))),
    ...defaultsOf(optimizerOf(given).options),
    ...given,
    schedule,
  } as TrainingSection
}

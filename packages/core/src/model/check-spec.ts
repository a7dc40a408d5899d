import { CoreError } from '../errors.ts'
import { definitionOf, type LayerSpec, optionsOf } from '../layers/index.ts'
import { lossNames } from '../losses/index.ts'
import { optimizerOf } from '../optimizers/index.ts'
import { checkOptions, count, number, positive, share } from '../options/option.ts'
import { scheduleOf, scheduleOptions } from '../schedules/index.ts'
import { type NetworkSpec, regularisationOptions } from './network-spec.ts'

const TRAINING = {
  learning_rate: number(positive, 'the learning rate of the first epoch'),
  batch_size: number(count, 'rows of a batch'),
  epochs: number(count, 'how often all training rows are taken'),
}

const LOSS = {
  loss: { kind: 'choice', choices: lossNames, meaning: 'what is minimised' },
  label_smoothing: number(share, 'share of the target that is spread over all classes', 0),
} as const

/**
 * Refuses a network whose options are none of theirs.
 *
 * @throws CoreError OPTION, or NAME for a layer, an optimizer or a schedule that there is not
 */
export function checkSpec(spec: NetworkSpec): void {
  const { layers, loss, optimizer, schedule, regularisation } = spec
  checkOptions('training', TRAINING, { ...spec })
  checkOptions('training', LOSS, { ...loss })
  checkOptions('training', regularisationOptions, regularisation)
  checkOptions(optimizer.optimizer, optimizerOf(optimizer).options, optimizer)
  checkOptions(schedule.schedule, scheduleOptions(scheduleOf(schedule)), schedule)
  layers.forEach(checkLayer)
}

function checkLayer(layer: LayerSpec, index: number): void {
  const { name, size } = definitionOf(layer)
  checkOptions(`layers[${index}]`, { [name]: size, ...optionsOf(layer) }, layer)
}

/**
 * Refuses a network that does not end in a unit per class.
 *
 * @throws CoreError MODEL_OUTPUT
 */
export function checkOutput({ layers }: Pick<NetworkSpec, 'layers'>, classes: number): void {
  const output = layers.at(-1)
  const needed = `Write \`- { dense: ${classes} }\` as the last layer, a unit per class.`
  if (!output) throw new CoreError('MODEL_OUTPUT', 'The model has no layers.', needed)
  const { name } = definitionOf(output)
  if ((name === 'dense' || name === 'maxout') && output[name] === classes) return
  const got = `The last layer is \`${name}: ${output[name]}\` and the data has ${classes} classes.`
  throw new CoreError('MODEL_OUTPUT', got, needed)
}

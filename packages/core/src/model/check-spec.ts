import { CoreError } from '../errors.ts'
import { checkOptions } from '../optimizers/optimizer-options.ts'
import type { LayerSpec, NetworkSpec } from './network-spec.ts'

/**
 * Refuses a network that cannot be trained on data with so many classes.
 *
 * @throws CoreError NETWORK_SPEC, MODEL_OUTPUT or OPTIMIZER_OPTION
 */
export function checkSpec(spec: NetworkSpec, classes: number): void {
  checkCount('batch_size', spec.batchSize)
  checkCount('epochs', spec.epochs)
  checkOptions(spec.optimizer.optimizer, { learning_rate: spec.learningRate })
  spec.layers.forEach(checkLayer)
  checkOutput(spec.layers, classes)
}

function checkCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return
  throw new CoreError('NETWORK_SPEC', `${name} is ${value}.`, 'Use a whole number from 1 up.')
}

function checkLayer({ dense, dropout }: LayerSpec, index: number): void {
  checkCount(`layers[${index}].dense`, dense)
  if (dropout >= 0 && dropout < 1) return
  const needed = 'Use the probability that a unit is dropped, in [0, 1).'
  throw new CoreError('NETWORK_SPEC', `layers[${index}].dropout is ${dropout}.`, needed)
}

function checkOutput(layers: readonly LayerSpec[], classes: number): void {
  const output = layers.at(-1)
  if (!output)
    throw new CoreError('MODEL_OUTPUT', 'The model has no layers.', `Write at least \`- { dense: ${classes} }\`.`)
  if (output.dense === classes) return
  throw new CoreError(
    'MODEL_OUTPUT',
    `The last layer has ${output.dense} units and the data ${classes} classes.`,
    `A unit per class is needed: write \`dense: ${classes}\` in the last layer.`,
  )
}

import {
  definitionOf,
  type LayerSpec,
  type NetworkSpec,
  type Options,
  type OptionValues,
  optimizerOf,
  optionsOf,
  type RegularisationSpec,
  regularisationOptions,
  scheduleOf,
  scheduleOptions,
} from '@hypersweep/core'
import type { ResolvedObjective } from '@hypersweep/sweep'
import { checked } from './checked.ts'
import { modelSection } from './model-section.ts'
import { trainingSection } from './training-section.ts'

/**
 * The network that one trial trains: of each part the options that it has, whatever else stands in the section.
 *
 * @throws RunnerError OBJECTIVE_INVALID when the objective is none of ours: a value outside its range, an unknown key
 */
export function networkSpec({ model, training }: Pick<ResolvedObjective, 'model' | 'training'>): NetworkSpec {
  const { layers } = checked('model', modelSection, model)
  const given = checked('training', trainingSection, training)
  const { loss, label_smoothing, optimizer, schedule, learning_rate, batch_size, epochs } = given
  return {
    layers: layers.map(acting),
    loss: { loss, label_smoothing },
    optimizer: { optimizer, ...chosen(given, optimizerOf(given).options) },
    schedule: { schedule, ...chosen(given, scheduleOptions(scheduleOf(given))) },
    regularisation: chosen(given, regularisationOptions) as RegularisationSpec,
    learning_rate,
    batch_size,
    epochs,
  }
}

/** A layer without the options of activations that it has not: networks that are alike have one spec. */
function acting(layer: LayerSpec): LayerSpec {
  const { name } = definitionOf(layer)
  const keys = [name, ...Object.keys(optionsOf(layer))]
  return Object.fromEntries(keys.map((key) => [key, layer[key]!]))
}

function chosen(given: OptionValues, options: Options): OptionValues {
  return Object.fromEntries(Object.keys(options).map((name) => [name, given[name]!]))
}

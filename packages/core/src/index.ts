export { activationDefinitions } from './activations/index.ts'
export type { Checkpoint, EpochReport, Metrics, NamedTensor } from './checkpoint/checkpoint.ts'
export { decodeCheckpoint, encodeCheckpoint } from './checkpoint/codec.ts'
export { weightsSha256 } from './checkpoint/weights-sha256.ts'
export type { DataIdentity, Dataset, Scale } from './data/dataset.ts'
export { densityOf, listNonzeros, type Nonzeros } from './data/nonzeros.ts'
export { averageProbabilities } from './ensemble/average-probabilities.ts'
export { modelFromCheckpoint } from './ensemble/model-from-checkpoint.ts'
export { CoreError } from './errors.ts'
export { type Kernels, type Matrix, type Operations, referenceKernels, simdKernels } from './kernels/index.ts'
export {
  definitionOf,
  type LayerDefinition,
  type LayerSpec,
  layerDefinitions,
  optionsOf,
  usualInit,
} from './layers/index.ts'
export { lossNames } from './losses/index.ts'
export { createModel, type Model, type ModelSize } from './model/model.ts'
export { type NetworkSpec, type RegularisationSpec, regularisationOptions } from './model/network-spec.ts'
export { type OptimizerDefinition, type OptimizerSpec, optimizerDefinitions, optimizerOf } from './optimizers/index.ts'
export {
  actingOptions,
  defaultsOf,
  isInRange,
  type Option,
  type OptionRange,
  type Options,
  type OptionValue,
  type OptionValues,
  rangeText,
} from './options/option.ts'
export {
  type ScheduleDefinition,
  type ScheduleSpec,
  scheduleDefinitions,
  scheduleOf,
  scheduleOptions,
} from './schedules/index.ts'
export { type Evaluation, evaluate } from './train/evaluate.ts'
export { type PredictOptions, predict } from './train/predict.ts'
export { type TrainEvent, type TrainOptions, train } from './train/train.ts'

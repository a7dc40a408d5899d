export type { Checkpoint, EpochReport, Metrics, NamedTensor } from './checkpoint/checkpoint.ts'
export { decodeCheckpoint, encodeCheckpoint } from './checkpoint/codec.ts'
export { weightsSha256 } from './checkpoint/weights-sha256.ts'
export type { DataIdentity, Dataset, Scale } from './data/dataset.ts'
export { averageProbabilities } from './ensemble/average-probabilities.ts'
export { modelFromCheckpoint } from './ensemble/model-from-checkpoint.ts'
export { CoreError } from './errors.ts'
export {
  type ActivationName,
  type DropoutDraw,
  type Floats,
  type Kernels,
  referenceKernels,
  simdKernels,
} from './kernels/index.ts'
export { createModel, type Model, type ModelSize } from './model/model.ts'
export type { LayerSpec, NetworkSpec } from './model/network-spec.ts'
export type { OptimizerName, OptimizerSpec } from './optimizers/optimizer.ts'
export {
  actingOptions,
  isInRange,
  type OptimizerOption,
  type OptionRange,
  optimizerDefaults,
  optionRanges,
  rangeText,
} from './optimizers/optimizer-options.ts'
export type { ScheduleSpec } from './schedules/schedule.ts'
export { type Evaluation, evaluate } from './train/evaluate.ts'
export { predict } from './train/predict.ts'
export { type TrainEvent, type TrainOptions, train } from './train/train.ts'

import type { ActivationName } from '../kernels/kernels.ts'
import type { OptimizerSpec } from '../optimizers/optimizer.ts'
import type { ScheduleSpec } from '../schedules/schedule.ts'

/** One fully connected layer: dense, then the activation, then dropout. */
export interface LayerSpec {
  /** Number of units. */
  dense: number
  activation: ActivationName
  /** Probability that a unit is dropped, in [0, 1). */
  dropout: number
}

/** Everything that decides a trial's bits, beside its seed, its data and the numeric code. No references, no defaults left. */
export interface NetworkSpec {
  layers: readonly LayerSpec[]
  optimizer: OptimizerSpec
  schedule: ScheduleSpec
  learningRate: number
  batchSize: number
  epochs: number
}

import type { ActivationName } from '../kernels/kernels.ts'

/** One fully connected layer: dense, then the activation, then dropout. */
export interface LayerSpec {
  /** Number of units. */
  dense: number
  activation: ActivationName
  /** Probability that a unit is dropped, in [0, 1). */
  dropout: number
}

export type OptimizerSpec =
  | { optimizer: 'sgd'; weightDecay: number }
  | { optimizer: 'momentum' | 'nesterov'; momentum: number; weightDecay: number }
  | { optimizer: 'rmsprop'; decayRate: number; momentum: number; epsilon: number; weightDecay: number }
  | { optimizer: 'adam'; beta1: number; decayRate: number; epsilon: number; weightDecay: number }

export type ScheduleSpec = { schedule: 'constant' } | { schedule: 'exponential'; lrDecay: number }

/** Everything that decides a trial's bits, beside its seed, its data and the numeric code. No references, no defaults left. */
export interface NetworkSpec {
  layers: readonly LayerSpec[]
  optimizer: OptimizerSpec
  schedule: ScheduleSpec
  learningRate: number
  batchSize: number
  epochs: number
}

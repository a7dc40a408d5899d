import type { NetworkSpec } from '../model/network-spec.ts'

/** A network for `tinyDataset`, with everything in it that keeps state: dropout, momentum, a falling learning rate. */
export const TINY_SPEC: NetworkSpec = {
  layers: [
    { dense: 6, activation: 'relu', dropout: 0.25 },
    { dense: 5, activation: 'tanh', dropout: 0 },
    { dense: 3, activation: 'identity', dropout: 0 },
  ],
  optimizer: { optimizer: 'momentum', momentum: 0.9, weightDecay: 0.001 },
  schedule: { schedule: 'exponential', lrDecay: 0.9 },
  learningRate: 0.05,
  batchSize: 8,
  epochs: 3,
}

import type { OptimizerSpec } from '../optimizers/index.ts'

/** Every optimizer, with each set of slots that it may keep. */
export const OPTIMIZERS: readonly OptimizerSpec[] = [
  { optimizer: 'sgd', weight_decay: 0 },
  { optimizer: 'momentum', momentum: 0.5, weight_decay: 0 },
  { optimizer: 'nesterov', momentum: 0.9, weight_decay: 0.01 },
  { optimizer: 'adagrad', epsilon: 1e-10, step_falloff: 0.01, initial_square: 0.1, weight_decay: 0 },
  { optimizer: 'rmsprop', decay_rate: 0.9, momentum: 0, epsilon: 1e-8, centered: false, weight_decay: 0 },
  { optimizer: 'rmsprop', decay_rate: 0.9, momentum: 0.5, epsilon: 1e-8, centered: true, weight_decay: 0.001 },
  { optimizer: 'adam', beta1: 0.9, decay_rate: 0.99, epsilon: 1e-8, amsgrad: false, weight_decay: 0 },
  { optimizer: 'adam', beta1: 0.9, decay_rate: 0.99, epsilon: 1e-8, amsgrad: true, weight_decay: 0.001 },
  { optimizer: 'adamw', beta1: 0.9, decay_rate: 0.99, epsilon: 1e-8, amsgrad: false, weight_decay: 0.01 },
]

import type { LayerSpec, NetworkSpec } from '@hypersweep/core'
import type { BitsData } from './bits-data.ts'

/** A network whose bits after `STEPS` steps are the same on every machine, with the data it is trained on. */
export interface BitsNetwork {
  data: BitsData
  spec: Omit<NetworkSpec, 'epochs'>
}

/** Every network is trained for so many steps: its epochs follow from rows and batch size. */
export const STEPS = 500

const units = { batch_norm: false, dropout: 0, init: 'he_uniform', bias: 0, slope: 0.01, alpha: 1 }

function dense(size: number, activation: string, given: LayerSpec = {}): LayerSpec {
  return { dense: size, activation, ...units, ...given }
}

function conv(channels: number, activation: string, given: LayerSpec = {}): LayerSpec {
  return { conv: channels, kernel: 3, stride: 1, padding: 1, pool: 0, activation, ...units, ...given }
}

const output = (classes: number) => dense(classes, 'identity', { init: 'xavier_uniform' })
const crossEntropy = { loss: 'cross_entropy', label_smoothing: 0 } as const
const constant = { schedule: 'constant', warmup_epochs: 0, warmup_factor: 0.1 }
const nothing = { l1: 0, max_norm: 0, clip_norm: 0, clip_value: 0, ema: 0 }
const usual = { loss: crossEntropy, schedule: constant, regularisation: nothing }
const adam = { beta1: 0.9, decay_rate: 0.999, epsilon: 1e-8, amsgrad: false, weight_decay: 0 }

/**
 * The networks of test/golden/bits/networks.json. Together they hold every layer, activation, initialisation, loss,
 * optimizer and schedule that core has (networks.test.ts counts them); each name says what the network is there for.
 *
 * Sizes are chosen for their remainders: kernels work in panels of 16 columns and tiles of 4 rows, and what is left over
 * has code of its own. The plain reference trains all of them in seconds, emulated Arm in a minute: keep it so.
 */
export const NETWORKS: Readonly<Record<string, BitsNetwork>> = {
  'relu, leaky relu, sgd, step': {
    data: 'clusters',
    spec: {
      ...usual,
      layers: [dense(33, 'relu'), dense(17, 'leaky_relu', { init: 'he_normal', bias: 0.1 }), output(3)],
      optimizer: { optimizer: 'sgd', weight_decay: 1e-3 },
      schedule: { ...constant, schedule: 'step', step_size: 20, lr_decay: 0.7 },
      learning_rate: 0.05,
      batch_size: 32,
    },
  },
  'tanh, elu, momentum, cosine after a warm-up': {
    data: 'clusters',
    spec: {
      ...usual,
      layers: [
        dense(31, 'tanh', { init: 'xavier_normal', dropout: 0.2 }),
        dense(20, 'elu', { init: 'lecun_normal', alpha: 0.7 }),
        output(3),
      ],
      optimizer: { optimizer: 'momentum', momentum: 0.9, weight_decay: 1e-4 },
      schedule: { schedule: 'cosine', min_lr: 1e-4, decay_epochs: 0, warmup_epochs: 5, warmup_factor: 0.1 },
      learning_rate: 0.02,
      batch_size: 20,
    },
  },
  'sigmoid, softplus, nesterov, exponential': {
    data: 'clusters',
    spec: {
      ...usual,
      layers: [
        dense(16, 'sigmoid', { init: 'lecun_uniform' }),
        dense(16, 'softplus', { init: 'xavier_uniform', dropout: 0.1 }),
        output(3),
      ],
      optimizer: { optimizer: 'nesterov', momentum: 0.95, weight_decay: 0 },
      schedule: { ...constant, schedule: 'exponential', lr_decay: 0.99 },
      learning_rate: 0.02,
      batch_size: 24,
    },
  },
  'gelu, silu, batch norm, adamw with amsgrad, one cycle': {
    data: 'clusters',
    spec: {
      ...usual,
      loss: { loss: 'cross_entropy', label_smoothing: 0.1 },
      layers: [dense(24, 'gelu', { batch_norm: true, dropout: 0.3 }), dense(18, 'silu'), output(3)],
      optimizer: { optimizer: 'adamw', ...adam, amsgrad: true, weight_decay: 0.01 },
      schedule: {
        ...constant,
        schedule: 'one_cycle',
        pct_start: 0.3,
        div_factor: 25,
        final_div_factor: 1e4,
        anneal_strategy: 'cosine',
      },
      learning_rate: 0.01,
      batch_size: 20,
    },
  },
  'maxout, hinge, adagrad, polynomial': {
    data: 'clusters',
    spec: {
      ...usual,
      loss: { loss: 'hinge', label_smoothing: 0 },
      layers: [
        { maxout: 19, pieces: 3, batch_norm: true, dropout: 0.25, init: 'small_normal', bias: 0 },
        dense(12, 'relu', { batch_norm: true, dropout: 0.5 }),
        output(3),
      ],
      optimizer: { optimizer: 'adagrad', epsilon: 1e-10, step_falloff: 1e-3, initial_square: 0.1, weight_decay: 0 },
      schedule: { ...constant, schedule: 'polynomial', power: 2, min_lr: 0, decay_epochs: 0 },
      learning_rate: 0.05,
      batch_size: 11,
    },
  },
  'zeros, squared error, rmsprop centered, plateau, limits and averages': {
    data: 'clusters',
    spec: {
      ...usual,
      loss: { loss: 'mse', label_smoothing: 0 },
      layers: [dense(18, 'tanh'), dense(3, 'identity', { init: 'zeros' })],
      optimizer: {
        optimizer: 'rmsprop',
        decay_rate: 0.9,
        momentum: 0.5,
        epsilon: 1e-6,
        centered: true,
        weight_decay: 1e-4,
      },
      schedule: {
        ...constant,
        schedule: 'reduce_on_plateau',
        monitor: 'val_loss',
        lr_decay: 0.5,
        patience: 2,
        threshold: 1e-3,
        cooldown: 1,
        min_lr: 0,
      },
      regularisation: { l1: 1e-4, max_norm: 2, clip_norm: 1, clip_value: 0.5, ema: 0.95 },
      learning_rate: 0.005,
      batch_size: 24,
    },
  },
  'mostly zeros, wide layers, momentum, multi-step': {
    data: 'mostly-zeros',
    spec: {
      ...usual,
      layers: [dense(144, 'relu', { dropout: 0.5 }), dense(140, 'relu', { dropout: 0.5 }), output(10)],
      optimizer: { optimizer: 'momentum', momentum: 0.9, weight_decay: 0 },
      schedule: { ...constant, schedule: 'multi_step', milestones: [40, 70], lr_decay: 0.3 },
      learning_rate: 0.02,
      batch_size: 20,
    },
  },
  'mostly zeros, adam, 1/t': {
    data: 'mostly-zeros',
    spec: {
      ...usual,
      layers: [dense(40, 'relu', { dropout: 0.5 }), dense(32, 'relu'), output(10)],
      optimizer: { optimizer: 'adam', ...adam, weight_decay: 1e-4 },
      schedule: { ...constant, schedule: 'inverse_time', lr_falloff: 0.05 },
      learning_rate: 0.003,
      batch_size: 24,
    },
  },
  'convolutions with pools, adam, 1/√t': {
    data: 'images',
    spec: {
      ...usual,
      layers: [
        conv(5, 'relu', { pool: 2, dropout: 0.1 }),
        conv(8, 'tanh', { batch_norm: true, padding: 0 }),
        { max_pool: 2, stride: 0 },
        output(4),
      ],
      optimizer: { optimizer: 'adam', ...adam, beta1: 0.8, decay_rate: 0.99, epsilon: 1e-7 },
      schedule: { ...constant, schedule: 'inverse_sqrt', lr_falloff: 0.1 },
      learning_rate: 0.003,
      batch_size: 20,
    },
  },
  'convolutions with strides, average pool, flatten, rmsprop': {
    data: 'images',
    spec: {
      ...usual,
      layers: [
        conv(3, 'silu', { stride: 2, kernel: 5, padding: 2 }),
        { avg_pool: 3, stride: 2, padding: 1 },
        conv(4, 'relu', { batch_norm: true, pool: 3, dropout: 0.2 }),
        { flatten: true },
        output(4),
      ],
      optimizer: {
        optimizer: 'rmsprop',
        decay_rate: 0.99,
        momentum: 0,
        epsilon: 1e-8,
        centered: false,
        weight_decay: 0,
      },
      learning_rate: 0.002,
      batch_size: 20,
    },
  },
}

import type { LayerSpec } from '../layers/index.ts'
import type { NetworkSpec } from '../model/network-spec.ts'

/** A dense layer with everything said. */
export function denseSpec(units: number, activation: string, given: LayerSpec = {}): LayerSpec {
  const usual = { batch_norm: false, dropout: 0, init: 'he_uniform', bias: 0, slope: 0.01, alpha: 1 }
  return { dense: units, activation, ...usual, ...given }
}

export const NO_REGULARISATION = { l1: 0, max_norm: 0, clip_norm: 0, clip_value: 0, ema: 0 }

/** A network for `tinyDataset`, with everything in it that keeps state: dropout, momentum, a falling learning rate. */
export const TINY_SPEC: NetworkSpec = {
  layers: [
    denseSpec(6, 'relu', { dropout: 0.25 }),
    denseSpec(5, 'tanh', { init: 'xavier_uniform' }),
    denseSpec(3, 'identity', { init: 'xavier_uniform' }),
  ],
  loss: { loss: 'cross_entropy', label_smoothing: 0 },
  optimizer: { optimizer: 'momentum', momentum: 0.9, weight_decay: 0.001 },
  schedule: { schedule: 'exponential', lr_decay: 0.9, warmup_epochs: 0, warmup_factor: 0.1 },
  regularisation: NO_REGULARISATION,
  learning_rate: 0.05,
  batch_size: 8,
  epochs: 3,
}

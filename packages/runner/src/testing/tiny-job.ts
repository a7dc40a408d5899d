import type { Dataset, LayerSpec, NetworkSpec } from '@hypersweep/core'
import { randomStream } from '@hypersweep/numbers'
import type { TrainJob } from '../pool/messages.ts'

/** Two classes of points that a line does not part: the sign of x·y, 48 to train on and 16 to validate. */
export function tinyData(): Dataset {
  const stream = randomStream(1, 'data')
  const features = new Float32Array(new SharedArrayBuffer(128 * 4)).map(() => stream.uniform() * 2 - 1)
  const labels = new Int32Array(new SharedArrayBuffer(64 * 4)).map((_, row) =>
    Number(features[2 * row]! * features[2 * row + 1]! > 0),
  )
  const rows = Uint32Array.from({ length: 64 }, (_, row) => row)
  return {
    name: 'tiny',
    sha256: 'd'.repeat(64),
    shape: [2],
    classNames: ['unlike', 'alike'],
    scale: { kind: 'none' },
    features,
    labels,
    inputs: 2,
    train: rows.subarray(0, 48),
    validation: rows.subarray(48),
    test: rows.subarray(64),
  }
}

/** A dense layer with everything said. */
export function tinyLayer(dense: number, activation: string, dropout = 0): LayerSpec {
  return { dense, activation, dropout, batch_norm: false, init: 'xavier_uniform', bias: 0, slope: 0.01, alpha: 1 }
}

const TINY_SPEC: NetworkSpec = {
  layers: [tinyLayer(8, 'tanh', 0.25), tinyLayer(2, 'identity')],
  loss: { loss: 'cross_entropy', label_smoothing: 0 },
  optimizer: { optimizer: 'nesterov', momentum: 0.9, weight_decay: 0.001 },
  schedule: { schedule: 'exponential', lr_decay: 0.9, warmup_epochs: 0, warmup_factor: 0.1 },
  regularisation: { l1: 0, max_norm: 0, clip_norm: 0, clip_value: 0, ema: 0 },
  learning_rate: 0.1,
  batch_size: 16,
  epochs: 3,
}

/** Three epochs of three batches, with everything that keeps state: momentum, a schedule, dropout. */
export function tinyJob(change: Partial<TrainJob> = {}): TrainJob {
  return {
    numerics: 'n'.repeat(64),
    spec: TINY_SPEC,
    seed: 7,
    data: tinyData(),
    metric: { name: 'val_loss', goal: 'minimize', at: 'best' },
    saveEvery: 1,
    ...change,
  }
}

import type { JsonObject, SweepRecord, SweepSpec } from '@hypersweep/sweep'
import { tinyData, tinyJob } from './tiny-job.ts'

/** A sweep whose trials train what `tinyJob` trains, at their own learning rate. */
export function tinySweep(change: Partial<SweepSpec> = {}): SweepRecord {
  const { name, sha256 } = tinyData()
  const spec: SweepSpec = {
    name: 'tiny',
    method: 'grid',
    metric: { name: 'val_loss', goal: 'minimize', at: 'best' },
    parameters: [{ name: 'learning_rate', distribution: { kind: 'categorical', values: [0.1] } }],
    objective: {
      data: { source: 'moons', name, sha256 },
      model: { layers: [{ dense: 8, activation: 'tanh', dropout: 0.25 }, { dense: 2 }] },
      training: tinyTraining(),
    },
    seed: 1,
    replicates: 1,
    retry: { max: 3 },
    limits: { stallSeconds: 600 },
    checkpoints: { every: 1, keep: 'best+last', topK: 50 },
    ensemble: { method: 'average', top: 5, size: 25 },
    ...change,
  }
  return { id: 'abcdefghij', name: spec.name, spec, numerics: tinyJob().numerics, createdAt: 0 }
}

export function tinyTraining(change: JsonObject = {}): JsonObject {
  const optimizer = { optimizer: 'nesterov', momentum: 0.9, weight_decay: 0.001 }
  return { ...optimizer, learning_rate: '$learning_rate', lr_decay: 0.9, epochs: 3, batch_size: 16, ...change }
}

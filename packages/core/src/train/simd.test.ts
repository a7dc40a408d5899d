import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ActivationName } from '../kernels/index.ts'
import { simdKernels } from '../kernels/index.ts'
import type { NetworkSpec } from '../model/network-spec.ts'
import type { OptimizerSpec } from '../optimizers/optimizer.ts'
import { outcome } from '../testing/outcome.ts'
import { tinyDataset } from '../testing/tiny-dataset.ts'

const kernels = simdKernels(new WebAssembly.Module(readFileSync(new URL('../../dist/kernels.wasm', import.meta.url))))
const data = tinyDataset({ train: 150, validation: 41 })

const optimizers: OptimizerSpec[] = [
  { optimizer: 'sgd', weightDecay: 0 },
  { optimizer: 'momentum', momentum: 0.5, weightDecay: 0 },
  { optimizer: 'nesterov', momentum: 0.9, weightDecay: 0.01 },
  { optimizer: 'rmsprop', decayRate: 0.9, momentum: 0.5, epsilon: 1e-8, weightDecay: 0 },
  { optimizer: 'adam', beta1: 0.9, decayRate: 0.99, epsilon: 1e-8, weightDecay: 0 },
]

/** Sizes that fill no vector evenly. */
function specOf(optimizer: OptimizerSpec, activation: ActivationName): NetworkSpec {
  return {
    layers: [
      { dense: 37, activation, dropout: 0.3 },
      { dense: 13, activation, dropout: 0.1 },
      { dense: 3, activation: 'identity', dropout: 0 },
    ],
    optimizer,
    schedule: { schedule: 'exponential', lrDecay: 0.9 },
    learningRate: 0.01,
    batchSize: 33,
    epochs: 3,
  }
}

describe.each(optimizers)(
  'with $optimizer, the SIMD and the reference kernels train to the same bytes',
  (optimizer) => {
    test.each(['relu', 'sigmoid', 'tanh', 'identity'] as const)('%s', (activation) => {
      const spec = specOf(optimizer, activation)
      kernels.release()
      expect(outcome({ spec, data, kernels }).bytes).toEqual(outcome({ spec, data }).bytes)
    })
  },
)

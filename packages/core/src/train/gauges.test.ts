import { describe, expect, test } from 'vitest'
import { referenceKernels } from '../kernels/index.ts'
import type { NetworkSpec } from '../model/network-spec.ts'
import { exactValues } from '../testing/exact-values.ts'
import { outcome } from '../testing/outcome.ts'
import { tinyDataset } from '../testing/tiny-dataset.ts'
import { denseSpec, NO_REGULARISATION, TINY_SPEC } from '../testing/tiny-spec.ts'
import { beginTraining, endEpoch, type Training, trainBatch } from './training.ts'

const data = tinyDataset()
const SGD = { optimizer: 'sgd', weight_decay: 0 }

function begin(changes: Partial<NetworkSpec>): Training {
  const spec = { ...TINY_SPEC, optimizer: SGD, learning_rate: 0.5, ...changes }
  return beginTraining({ spec, data, seed: 3, kernels: referenceKernels({ precision: 'float64' }) })
}

function norm(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
}

describe('the gauges of the last step of an epoch', () => {
  const weights = (run: Training) => run.model.parameters.map((parameter) => exactValues(parameter))

  test.each([0, 0.05])('equal what is computed from the weights before and after it, clip_norm %f', (clip_norm) => {
    const run = begin({ regularisation: { ...NO_REGULARISATION, clip_norm } })
    const free = begin({})
    trainBatch(run, data.train.subarray(0, 8), false)
    for (const [i, values] of weights(run).entries()) {
      const { model } = free
      model.parameters[i].write(values, model.parameters[i].values)
    }
    // The batch that is told from a twin draws the same masks.
    free.step = run.step
    const before = weights(run)
    trainBatch(run, data.train.subarray(8, 16), true)
    trainBatch(free, data.train.subarray(8, 16), true)
    const after = weights(run)
    const { metrics } = endEpoch(run)

    const gradient = weights(free).flatMap((values, p) => values.map((value, i) => (before[p][i] - value) / 0.5))
    expect(metrics['grad_norm']).toBeCloseTo(norm(gradient), 7)
    for (const [layer, parameter] of [0, 2, 4].entries()) {
      const change = after[parameter].map((value, i) => value - before[parameter][i])
      expect(metrics[`update_ratio_${layer}`]).toBeCloseTo(norm(change) / norm(before[parameter]), 12)
    }
  })

  test('are there for every layer with weights, under its place in the network', () => {
    const { metrics } = outcome().checkpoint.history[0]
    expect(Object.keys(metrics).filter((name) => name.startsWith('update_ratio'))).toEqual([
      'update_ratio_0',
      'update_ratio_1',
      'update_ratio_2',
    ])
  })
})

describe('dead_units', () => {
  const deadIn = (layers: NetworkSpec['layers']) => {
    const run = begin({ layers: [...layers, denseSpec(3, 'identity')], learning_rate: 1e-9 })
    trainBatch(run, data.train, true)
    return endEpoch(run).metrics['dead_units']
  }

  test('is the share of the units behind a ReLU that no validation row wakes', () => {
    const [dead, alive] = [{ bias: -100 }, { bias: 100 }]
    expect(deadIn([denseSpec(6, 'relu', dead)])).toBe(1)
    expect(deadIn([denseSpec(6, 'relu', alive)])).toBe(0)
    expect(deadIn([denseSpec(6, 'relu', dead), denseSpec(2, 'relu', alive)])).toBe(0.75)
    expect(deadIn([denseSpec(6, 'tanh', dead), denseSpec(2, 'relu', alive)])).toBe(0)
  })

  test('is absent where no unit is behind a ReLU', () => {
    expect(deadIn([denseSpec(6, 'tanh')])).toBeUndefined()
  })

  test('is counted anew for each epoch', () => {
    const run = begin({ layers: [denseSpec(6, 'relu', { bias: 100 }), denseSpec(3, 'identity')], learning_rate: 1e-9 })
    trainBatch(run, data.train, true)
    expect(endEpoch(run).metrics['dead_units']).toBe(0)
    const { values } = run.model.parameters[1].values
    values.fill(-100, 0, 6)
    trainBatch(run, data.train, true)
    expect(endEpoch(run).metrics['dead_units']).toBe(1)
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../data/dataset.ts'
import { type Kernels, referenceKernels } from '../kernels/index.ts'
import type { NetworkSpec } from '../model/network-spec.ts'
import type { OptimizerSpec } from '../optimizers/optimizer.ts'
import { TINY_SPEC } from '../testing/tiny-spec.ts'
import { evaluate } from './evaluate.ts'
import { beginTraining, endEpoch, trainBatch } from './training.ts'

interface Tensor {
  shape: number[]
  data: number[]
}
interface Run {
  name: string
  optimizer: string
  settings: {
    lr: number
    momentum: number
    nesterov?: boolean
    weight_decay?: number
    alpha: number
    betas: [number, number]
    eps: number
  }
  batchNorm: boolean
  dropout: number
  stepLosses: number[]
  evalAfterEpoch: { loss: number; accuracy: number }[]
  final: Record<string, Tensor>
}
interface Oracle {
  batchSize: number
  x: Tensor
  labels: number[]
  order: number[][]
  dropoutMasks: number[][][][]
  initial: Record<string, Tensor>
  runs: Run[]
}

function readOracle(dtype: 'f32' | 'f64'): Oracle {
  return JSON.parse(
    readFileSync(new URL(`../../../../test/golden/oracles/tinyrun_${dtype}.json`, import.meta.url), 'utf8'),
  )
}

/** The features are float32 numbers in both files. */
function irisOf(oracle: Oracle): Dataset {
  const rows = Uint32Array.from({ length: 150 }, (_, i) => i)
  return {
    name: 'iris',
    sha256: '0'.repeat(64),
    shape: [4],
    classNames: ['setosa', 'versicolor', 'virginica'],
    scale: { kind: 'none' },
    features: Float32Array.from(oracle.x.data),
    labels: Int32Array.from(oracle.labels),
    inputs: 4,
    train: rows,
    validation: rows,
    test: new Uint32Array(0),
  }
}

function optimizerOf({ optimizer, settings }: Run): OptimizerSpec | undefined {
  const { momentum, weight_decay: weightDecay = 0, alpha, eps: epsilon } = settings
  if (optimizer === 'SGD') return { optimizer: settings.nesterov ? 'nesterov' : 'momentum', momentum, weightDecay }
  if (optimizer === 'RMSprop') return { optimizer: 'rmsprop', decayRate: alpha, momentum: 0, epsilon, weightDecay }
  if (optimizer !== 'Adam') return undefined
  return { optimizer: 'adam', beta1: settings.betas[0], decayRate: settings.betas[1], epsilon, weightDecay }
}

function specOf(run: Run, optimizer: OptimizerSpec): NetworkSpec {
  const hidden = { dense: 16, activation: 'relu', dropout: run.dropout } as const
  const layers = [hidden, hidden, { dense: 3, activation: 'identity', dropout: 0 } as const]
  return {
    ...TINY_SPEC,
    layers,
    optimizer,
    schedule: { schedule: 'constant' },
    learningRate: run.settings.lr,
    batchSize: 16,
  }
}

/** Drops the units that the oracle dropped. */
function withMasks(kernels: Kernels, { dropoutMasks }: Oracle): Kernels {
  return {
    ...kernels,
    dropoutMask(mask, count, threshold, { epoch, step, layer }) {
      const kept = dropoutMasks[epoch][step][layer]
      for (let i = 0; i < count; i++) mask[i] = kept[i] / (threshold / 65536)
    },
  }
}

/** PyTorch keeps a weight as [out, in], we as [in, out]. */
function ours({ shape, data }: Tensor): number[] {
  if (shape.length === 1) return data
  const [outputs, inputs] = shape
  return Array.from({ length: data.length }, (_, i) => data[(i % outputs) * inputs + Math.floor(i / outputs)])
}

const NAMES = ['l1.weight', 'l1.bias', 'l2.weight', 'l2.bias', 'l3.weight', 'l3.bias']

function largest(got: readonly number[], wanted: readonly number[]): number {
  expect(got).toHaveLength(wanted.length)
  return Math.max(...got.map((value, i) => Math.abs(value - wanted[i])))
}

describe.each([
  ['f64', 'float64', 1e-9],
  ['f32', 'float32', 2e-5],
] as const)('five epochs on iris equal PyTorch’s: %s', (dtype, precision, tolerance) => {
  const oracle = readOracle(dtype)
  const kernels = withMasks(referenceKernels({ precision }), oracle)
  const runs = oracle.runs.flatMap((run) => {
    const optimizer = optimizerOf(run)
    return optimizer && !run.batchNorm ? [{ ...run, spec: specOf(run, optimizer) }] : []
  })

  test('the oracle has runs of five kinds, one with dropout', () => {
    expect(runs).toHaveLength(5)
    expect(runs.filter(({ dropout }) => dropout > 0)).toHaveLength(1)
  })

  test.each(runs)(`$name: losses, evaluations and final weights within ${tolerance}`, (run) => {
    const data = irisOf(oracle)
    const training = beginTraining({ spec: run.spec, data, seed: 1, kernels })
    const { parameters } = training.model
    for (const [i, name] of NAMES.entries()) parameters[i].values.set(ours(oracle.initial[name]))
    const [losses, evaluations]: [number[], number[]] = [[], []]
    for (const order of oracle.order) {
      for (let from = 0; from < order.length; from += oracle.batchSize) {
        const rows = Uint32Array.from(order.slice(from, from + oracle.batchSize))
        const before = training.partial.loss
        trainBatch(training, rows)
        losses.push((training.partial.loss - before) / rows.length)
      }
      endEpoch(training)
      const { loss, accuracy } = evaluate(training.model, data, data.validation)
      evaluations.push(loss, accuracy)
    }
    expect(largest(losses, run.stepLosses)).toBeLessThan(tolerance)
    expect(
      largest(
        evaluations,
        run.evalAfterEpoch.flatMap(({ loss, accuracy }) => [loss, accuracy]),
      ),
    ).toBeLessThan(tolerance)
    const weights = parameters.flatMap(({ values }) => [...values])
    expect(
      largest(
        weights,
        NAMES.flatMap((name) => ours(run.final[name])),
      ),
    ).toBeLessThan(tolerance)
  })
})

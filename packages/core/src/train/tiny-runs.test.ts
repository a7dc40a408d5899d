import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../data/dataset.ts'
import { formula, mul } from '../formula/index.ts'
import { type Kernels, type Matrix, referenceKernels, simdKernels } from '../kernels/index.ts'
import { fillRowMajor } from '../kernels/matrix.ts'
import type { Parameter } from '../layers/parameter.ts'
import type { NetworkSpec } from '../model/network-spec.ts'
import type { OptimizerSpec } from '../optimizers/index.ts'
import { denseSpec, TINY_SPEC } from '../testing/tiny-spec.ts'
import { beginTraining, endEpoch, type Training, trainBatch } from './training.ts'

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
  finalRunning?: Record<string, Tensor>
}
interface Oracle {
  batchSize: number
  x: Tensor
  labels: number[]
  order: number[][]
  dropoutMasks: number[][][][]
  initial: Record<string, Tensor>
  batchNormInitial: Record<string, Tensor>
  runs: Run[]
}

const module = new WebAssembly.Module(readFileSync(new URL('../../dist/kernels.wasm', import.meta.url)))

describe.each([
  ['float64', 'f64', () => referenceKernels({ precision: 'float64' }), 1e-9],
  ['float32', 'f32', () => referenceKernels({ precision: 'float32' }), 2e-5],
  ['simd', 'f32', () => simdKernels(module), 2e-5],
  ['simd-wide', 'f32', () => simdKernels(module, { wide: true }), 2e-5],
] as const)('five epochs on iris equal PyTorch’s: %s', (_, tag, make, tolerance) => {
  const oracle = readOracle(tag)

  test('there are seven runs, one with batch norm and one with dropout', () => {
    expect(oracle.runs).toHaveLength(7)
    expect(oracle.runs.filter(({ dropout }) => dropout > 0)).toHaveLength(1)
    expect(oracle.runs.filter(({ batchNorm }) => batchNorm)).toHaveLength(1)
  })

  test.each(oracle.runs)(`$name: losses, evaluations, weights and running statistics within ${tolerance}`, (run) => {
    const { training, losses, evaluations } = trained(oracle, run, make())
    expect(largest(losses, run.stepLosses)).toBeLessThan(tolerance)
    expect(
      largest(
        evaluations,
        run.evalAfterEpoch.flatMap(({ loss, accuracy }) => [loss, accuracy]),
      ),
    ).toBeLessThan(tolerance)
    for (const parameter of training.model.parameters) {
      expect(largest(valuesOf(parameter), ours(run.final[theirName(parameter)]))).toBeLessThan(tolerance)
    }
    expect(training.model.buffers).toHaveLength(run.batchNorm ? 4 : 0)
    for (const buffer of training.model.buffers) {
      expect(largest(valuesOf(buffer), run.finalRunning![theirName(buffer)].data)).toBeLessThan(tolerance)
    }
  })
})

function trained(oracle: Oracle, run: Run, kernels: Kernels) {
  const { masks, masked } = withMasks(kernels)
  const training = beginTraining({ spec: specOf(run), data: irisOf(oracle), seed: 1, kernels: masked })
  const initial = { ...oracle.initial, ...oracle.batchNormInitial }
  for (const parameter of training.model.parameters) {
    parameter.write(ours(initial[theirName(parameter)]), parameter.values)
  }
  const [losses, evaluations]: [number[], number[]] = [[], []]
  for (const [epoch, order] of oracle.order.entries()) {
    for (let from = 0, step = 0; from < order.length; from += oracle.batchSize, step++) {
      const rows = Uint32Array.from(order.slice(from, from + oracle.batchSize))
      for (const [layer, mask] of masks.entries()) {
        const kept = oracle.dropoutMasks[epoch][step][layer]
        fillRowMajor(
          mask,
          kept.map((keeps) => keeps / (1 - run.dropout)),
        )
      }
      losses.push(lossOfBatch(training, rows, from + oracle.batchSize >= order.length))
    }
    const { metrics } = endEpoch(training)
    evaluations.push(metrics['val_loss'], metrics['val_accuracy'])
  }
  return { training, losses, evaluations }
}

function lossOfBatch(training: Training, rows: Uint32Array, isLast: boolean): number {
  const before = training.partial.loss
  trainBatch(training, rows, isLast)
  return (training.partial.loss - before) / rows.length
}

/** Drops the units that the oracle dropped: dropout multiplies by matrices that the test fills before each step. */
function withMasks(kernels: Kernels): { masks: Matrix[]; masked: Kernels } {
  const masks = [0, 1].map(() => kernels.matrix(16, 16))
  const multiply = formula('given mask', ({ stream }) => ({ to: mul(stream('from'), stream('mask')) }))
  const dropout: Kernels['dropout'] = ({ from, to, layer }) =>
    kernels.formula(multiply, { from, to, mask: masks[layer] })
  return { masks, masked: { ...kernels, dropout } }
}

function readOracle(tag: 'f32' | 'f64'): Oracle {
  const file = new URL(`../../../../test/golden/oracles/tinyrun_${tag}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
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

function optimizerOf({ optimizer, settings }: Run): OptimizerSpec {
  const { momentum, weight_decay = 0, alpha, betas, eps: epsilon } = settings
  switch (optimizer) {
    case 'SGD':
      return { optimizer: settings.nesterov ? 'nesterov' : 'momentum', momentum, weight_decay }
    case 'RMSprop':
      return { optimizer: 'rmsprop', decay_rate: alpha, momentum: 0, epsilon, centered: false, weight_decay }
    case 'Adagrad':
      return { optimizer: 'adagrad', epsilon, step_falloff: 0, initial_square: 0, weight_decay }
    case 'Adam':
      return { optimizer: 'adam', beta1: betas[0], decay_rate: betas[1], epsilon, amsgrad: false, weight_decay }
    default:
      throw new Error(`no optimizer of ours for ${optimizer}`)
  }
}

function specOf(run: Run): NetworkSpec {
  const hidden = denseSpec(16, 'relu', { dropout: run.dropout, batch_norm: run.batchNorm })
  return {
    ...TINY_SPEC,
    layers: [hidden, hidden, denseSpec(3, 'identity')],
    optimizer: optimizerOf(run),
    schedule: { schedule: 'constant', warmup_epochs: 0, warmup_factor: 0.1 },
    learning_rate: run.settings.lr,
    batch_size: 16,
    epochs: 5,
  }
}

/** `layers.0.weight` is `l1.weight`, `layers.1.scale` is `bn2.weight`. */
function theirName({ name }: Parameter): string {
  const [, layer, part] = name.split('.') as [string, string, string]
  const place = Number(layer) + 1
  const ofNorm: Record<string, string> = {
    scale: 'weight',
    shift: 'bias',
    running_mean: 'mean',
    running_variance: 'var',
  }
  return part in ofNorm ? `bn${place}.${ofNorm[part]}` : `l${place}.${part}`
}

/** PyTorch keeps a weight as [out, in], we as [in, out]. */
function ours({ shape, data }: Tensor): number[] {
  if (shape.length === 1) return data
  const [outputs, inputs] = shape
  return Array.from({ length: data.length }, (_, i) => data[(i % outputs) * inputs + Math.floor(i / outputs)])
}

/** In float64, which `Parameter.read` is not. */
function valuesOf({ values: { rows, columns, stride, values } }: Parameter): number[] {
  const place = (r: number, c: number) => ((c >> 4) * stride + r) * 16 + (c & 15)
  return Array.from({ length: rows * columns }, (_, i) => values[place(Math.floor(i / columns), i % columns)])
}

function largest(got: readonly number[], wanted: readonly number[]): number {
  expect(got).toHaveLength(wanted.length)
  return Math.max(...got.map((value, i) => Math.abs(value - wanted[i])))
}

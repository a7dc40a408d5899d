import {
  createModel,
  type Dataset,
  evaluate,
  type Kernels,
  type NetworkSpec,
  simdKernels,
  train,
} from '@hypersweep/core'
import type { LoadedKernels } from '@hypersweep/runner'
import type { Work } from './works.ts'

// Everything that the benchmarks use of hypersweep's network, in one place: when its interface changes, this file does.

/** What a thread needs to make kernels of its own; can be posted to it. */
export type Engine = LoadedKernels

export async function loadEngine(): Promise<Engine> {
  // Not at the top: a thread gets its engine posted, and must not pay for the runner.
  const { loadKernels } = await import('@hypersweep/runner')
  return loadKernels()
}

export function kernelsOf(engine: Engine): Kernels {
  return simdKernels(engine.module, { wide: engine.wide })
}

/** @throws Unsupported for a work that the network has no layers for */
export function checkWork(work: Work): void {
  networkSpec(work)
}

/** Trains as a trial does, without end, until `shouldStop` answers yes; it is asked after each step. */
export function trainWork(work: Work, data: Dataset, kernels: Kernels, shouldStop: () => boolean): void {
  kernels.release()
  const options = { spec: networkSpec(work), data, seed: 1, kernels, numerics: 'bench', shouldStop }
  for (const event of train(options)) {
    if (event.kind === 'diverged') throw new Error(`${work.name}: ${event.message}`)
  }
}

/** Evaluates rows again and again until `shouldStop`, asked after each pass over so many rows, answers yes. */
export function evaluateWork(work: Work, data: Dataset, kernels: Kernels, shouldStop: (rows: number) => boolean): void {
  kernels.release()
  const isSparse = data.nonzeros !== undefined
  const size = { shape: data.shape, classes: data.classNames.length, capacity: 256, isSparse }
  const model = createModel(networkSpec(work), size, kernels, 1)
  const passes = Math.floor(data.train.length / PASS_ROWS)
  for (let pass = 0; ; pass = (pass + 1) % passes) {
    evaluate(model, data, data.train.subarray(pass * PASS_ROWS, (pass + 1) * PASS_ROWS))
    if (shouldStop(PASS_ROWS)) return
  }
}

const PASS_ROWS = 2048

/** What one thread keeps for its network: weights, gradients and the optimizer's memory. */
export function networkBytes(work: Work, data: Dataset): number {
  let inputs = data.inputs
  let parameters = 0
  for (const layer of work.layers) {
    if ('conv' in layer) throw new Error('Count dense layers only.')
    parameters += (inputs + 1) * layer.dense
    inputs = layer.dense
  }
  return 4 * parameters * (work.optimizer === 'adam' ? 4 : 3)
}

const UNITS = { batch_norm: false, dropout: 0, bias: 0, slope: 0.01, alpha: 1 }
const NONE = { l1: 0, max_norm: 0, clip_norm: 0, clip_value: 0, ema: 0 }

function networkSpec({ layers, optimizer, learningRate, batchSize }: Work): NetworkSpec {
  return {
    layers: layers.map((layer) => {
      if ('conv' in layer) {
        const { conv } = layer
        const window = { kernel: 3, stride: 1, padding: 1, pool: 2 }
        return { conv, ...window, activation: 'relu', ...UNITS, init: 'he_uniform' }
      }
      const { dense, relu, batchNorm, dropout } = layer
      const activation = relu ? 'relu' : 'identity'
      return {
        dense,
        activation,
        ...UNITS,
        batch_norm: batchNorm,
        dropout,
        init: relu ? 'he_uniform' : 'xavier_uniform',
      }
    }),
    loss: { loss: 'cross_entropy', label_smoothing: 0 },
    optimizer:
      optimizer === 'momentum'
        ? { optimizer, momentum: 0.9, weight_decay: 0 }
        : { optimizer, beta1: 0.9, decay_rate: 0.999, epsilon: 1e-8, amsgrad: false, weight_decay: 0 },
    schedule: { schedule: 'constant', warmup_epochs: 0, warmup_factor: 0.1 },
    regularisation: NONE,
    learning_rate: learningRate,
    batch_size: batchSize,
    epochs: 1_000_000,
  }
}

import { basename, dirname } from 'node:path'
import { type Dataset, evaluate, modelFromCheckpoint, type NetworkSpec, train } from '@hypersweep/core'
import { loadDataset } from '@hypersweep/datasets'
import { kernelsFrom, loadKernels } from '@hypersweep/runner'

/** A row of test/golden/oracles/accuracy_mnist.json: what PyTorch reaches. */
export interface Reference {
  dropout: number
  batchNorm: boolean
  /** Accuracy on the test rows. */
  mean: number
}

/** MNIST as that file has it: bytes / 255, the last 5000 training rows for validation. */
export function mnist(folder: string): Promise<Dataset> {
  return loadDataset({ source: 'mnist', path: basename(folder), validation: 5000, seed: 0 }, { root: dirname(folder) })
}

/** The accuracy on the test rows of one training with the reference's settings, and a seed of ours. */
export async function testAccuracy(reference: Reference, data: Dataset, seed: number): Promise<number> {
  const kernels = kernelsFrom(await kernelsOnce)
  for (const event of train({ spec: specOf(reference), data, seed, kernels, numerics: 'accuracy' })) {
    if (event.kind !== 'epoch') throw new Error(`the training ended as ${event.kind}`)
    if (event.report.epoch < EPOCHS) continue
    const checkpoint = event.checkpoint()
    kernels.release()
    return evaluate(modelFromCheckpoint(checkpoint, kernels), data, data.test).accuracy
  }
  throw new Error('the training ended without an epoch')
}

const EPOCHS = 5
const kernelsOnce = loadKernels()

function specOf({ dropout, batchNorm }: Reference): NetworkSpec {
  const units = { bias: 0, slope: 0.01, alpha: 1, init: 'he_normal' }
  return {
    layers: [
      { dense: 128, activation: 'relu', batch_norm: batchNorm, dropout, ...units },
      { dense: 10, activation: 'identity', batch_norm: false, dropout: 0, ...units },
    ],
    loss: { loss: 'cross_entropy', label_smoothing: 0 },
    optimizer: { optimizer: 'momentum', momentum: 0.9, weight_decay: 0 },
    schedule: { schedule: 'constant', warmup_epochs: 0, warmup_factor: 0.1 },
    regularisation: { l1: 0, max_norm: 0, clip_norm: 0, clip_value: 0, ema: 0 },
    learning_rate: 0.1,
    batch_size: 128,
    epochs: EPOCHS,
  }
}

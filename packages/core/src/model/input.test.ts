import { expect, test } from 'vitest'
import { listNonzeros } from '../data/nonzeros.ts'
import { referenceKernels } from '../kernels/index.ts'
import type { LayerSpec } from '../layers/index.ts'
import { denseSpec, NO_REGULARISATION } from '../testing/tiny-spec.ts'
import { train } from '../train/train.ts'
import type { NetworkSpec } from './network-spec.ts'

const units = { batch_norm: false, dropout: 0, init: 'he_uniform', bias: 0 }

function specOf(first: LayerSpec): NetworkSpec {
  return {
    layers: [first, denseSpec(2, 'identity')],
    loss: { loss: 'cross_entropy', label_smoothing: 0 },
    optimizer: { optimizer: 'sgd', weight_decay: 0 },
    schedule: { schedule: 'constant', warmup_epochs: 0, warmup_factor: 0.1 },
    regularisation: NO_REGULARISATION,
    learning_rate: 0.1,
    batch_size: 4,
    epochs: 1,
  }
}

/** Twelve images of 4 × 4 pixels, three quarters of them 0. */
function imagesData(isListed: boolean) {
  const features = Float32Array.from({ length: 12 * 16 }, (_, i) => (i % 4 === 0 ? ((i * 7919) % 13) / 13 : 0))
  return {
    name: 'images',
    sha256: '0'.repeat(64),
    shape: [4, 4],
    inputs: 16,
    classNames: ['a', 'b'],
    scale: { kind: 'none' as const },
    features,
    labels: Int32Array.from({ length: 12 }, (_, row) => row % 2),
    train: Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
    validation: Uint32Array.of(8, 9, 10, 11),
    test: new Uint32Array(),
    ...(isListed && { nonzeros: listNonzeros(features, 16) }),
  }
}

function metrics(first: LayerSpec, isListed: boolean) {
  const kernels = referenceKernels({ precision: 'float32' })
  const [event] = [...train({ spec: specOf(first), data: imagesData(isListed), seed: 3, kernels, numerics: 'some' })]
  return event?.kind === 'epoch' ? event.report.metrics : event
}

test.each<[string, LayerSpec]>([
  ['conv', { conv: 2, kernel: 3, stride: 1, padding: 1, pool: 0, activation: 'relu', ...units }],
  ['max_pool', { max_pool: 2, stride: 0 }],
  ['dense', denseSpec(3, 'relu')],
  ['maxout', { maxout: 3, pieces: 2, ...units }],
])('a network that begins with %s has the same bits whether the data lists its nonzeros or not', (_, first) => {
  const plain = metrics(first, false)
  expect(plain).toHaveProperty('val_loss')
  expect(metrics(first, true)).toEqual(plain)
})

import { activationDefinitions } from '../activations/index.ts'
import type { LayerSpec } from '../layers/index.ts'
import type { LossSpec, NetworkSpec } from '../model/network-spec.ts'
import { denseSpec, TINY_SPEC } from './tiny-spec.ts'

/** A small network with one thing in it that others have not, for data of `shape` and three classes. */
export interface ZooNetwork {
  name: string
  spec: NetworkSpec
  shape: readonly number[]
}

const output = denseSpec(3, 'identity', { init: 'xavier_uniform', bias: 0.1 })

/** A convolution with everything said. */
export function convSpec(channels: number, activation: string, given: LayerSpec = {}): LayerSpec {
  const { dense: _, ...unit } = denseSpec(channels, activation)
  return { ...unit, conv: channels, kernel: 3, stride: 1, padding: 1, pool: 0, ...given }
}

export function maxoutSpec(units: number, given: LayerSpec = {}): LayerSpec {
  return { maxout: units, pieces: 3, batch_norm: false, dropout: 0, init: 'he_uniform', bias: 0.05, ...given }
}

function network(name: string, layers: readonly LayerSpec[], shape: readonly number[], loss?: LossSpec): ZooNetwork {
  return { name, shape, spec: { ...TINY_SPEC, layers: [...layers, output], ...(loss && { loss }) } }
}

const activations = activationDefinitions.map(({ name }) => name)
const ROWS = [5]
const IMAGES = [7, 6, 2]

const units: ZooNetwork[] = [
  network('no hidden layer', [], ROWS),
  network('many units', [denseSpec(37, 'relu'), denseSpec(17, 'relu', { dropout: 0.3 }), denseSpec(9, 'tanh')], ROWS),
  network('one unit', [denseSpec(1, 'tanh'), denseSpec(20, 'relu')], ROWS),
  ...activations.map((name) => network(`dense ${name}`, [denseSpec(6, name, { bias: 0.1, dropout: 0.2 })], ROWS)),
  ...activations.map((name) =>
    network(
      `dense ${name} with batch norm`,
      [denseSpec(6, name, { batch_norm: true }), denseSpec(18, name, { batch_norm: true, dropout: 0.25 })],
      ROWS,
    ),
  ),
  network('other slopes', [denseSpec(6, 'leaky_relu', { slope: 0.3 }), denseSpec(6, 'elu', { alpha: 0.5 })], ROWS),
  network('maxout', [maxoutSpec(5), maxoutSpec(18, { pieces: 2, dropout: 0.3 })], ROWS),
  network('maxout with batch norm', [maxoutSpec(5, { batch_norm: true, dropout: 0.2 }), denseSpec(4, 'relu')], ROWS),
  network('hinge', [denseSpec(6, 'relu')], ROWS, { loss: 'hinge', label_smoothing: 0 }),
  network('mse', [denseSpec(6, 'relu')], ROWS, { loss: 'mse', label_smoothing: 0 }),
  network('label smoothing', [denseSpec(6, 'relu')], ROWS, { loss: 'cross_entropy', label_smoothing: 0.2 }),
  network('smoothed mse', [denseSpec(6, 'relu')], ROWS, { loss: 'mse', label_smoothing: 0.2 }),
]

const images: ZooNetwork[] = [
  ...activations.map((name) => network(`conv ${name}`, [convSpec(3, name, { bias: 0.1, dropout: 0.3 })], IMAGES)),
  network('conv with pool', [convSpec(4, 'relu', { pool: 2, dropout: 0.2 }), convSpec(9, 'relu')], IMAGES),
  network('conv with a wide pool', [convSpec(4, 'silu', { pool: 3, dropout: 0.2 })], IMAGES),
  network('conv with batch norm', [convSpec(4, 'relu', { batch_norm: true, pool: 2 }), convSpec(3, 'tanh')], IMAGES),
  network('two convs with batch norm', [convSpec(4, 'gelu', { batch_norm: true }), convSpec(5, 'relu')], IMAGES),
  network('strides', [convSpec(4, 'elu', { stride: 2 }), convSpec(5, 'relu', { kernel: 2, padding: 2 })], IMAGES),
  network('conv without padding', [convSpec(4, 'relu', { padding: 0 }), convSpec(5, 'tanh', { kernel: 1 })], IMAGES),
  network('max pools', [convSpec(4, 'tanh'), { max_pool: 2, stride: 0 }, { max_pool: 2, stride: 1 }], IMAGES),
  network('average pools', [convSpec(4, 'tanh'), { avg_pool: 3, stride: 2, padding: 1 }], IMAGES),
  network('a pool first', [{ max_pool: 2, stride: 0 }, convSpec(4, 'relu')], IMAGES),
  network('flatten', [convSpec(4, 'relu'), { flatten: true }, denseSpec(7, 'relu')], IMAGES),
  network('maxout behind images', [convSpec(4, 'relu', { pool: 2 }), maxoutSpec(4)], IMAGES),
  network('dense layers on images', [denseSpec(5, 'relu')], IMAGES),
  network('grey images', [convSpec(8, 'relu', { pool: 2 }), convSpec(5, 'relu', { pool: 2 })], [12, 12]),
]

/** Every kind of layer, activation and loss, and what of them meets in a network. */
export const networkZoo: readonly ZooNetwork[] = [...units, ...images]

import { describe, expect, test } from 'vitest'
import { type ActivationName, type Kernels, referenceKernels } from '../kernels/index.ts'
import { emptyTally } from '../losses/tally.ts'
import { gradientError } from '../testing/gradient-check.ts'
import { TINY_SPEC } from '../testing/tiny-spec.ts'
import { createModel } from './model.ts'
import type { LayerSpec, NetworkSpec } from './network-spec.ts'

const kernels = referenceKernels({ precision: 'float64' })
const size = { inputs: 3, classes: 3 }

function specOf(...layers: [units: number, activation: ActivationName, dropout?: number][]): NetworkSpec {
  return { ...TINY_SPEC, layers: layers.map(([dense, activation, dropout = 0]) => ({ dense, activation, dropout })) }
}

/** A model with rows in it, and the mean loss of these as a function of whatever is changed. */
function example(spec: NetworkSpec, rows: number, training = true) {
  const model = createModel(spec, { ...size, capacity: rows }, kernels, 3)
  for (let i = 0; i < rows * size.inputs; i++) model.features[i] = Math.sin(1 + 4 * i) * 1.5
  for (let row = 0; row < rows; row++) model.labels[row] = row % size.classes
  const pass = { rows, ...(training && { draw: { epoch: 1, step: 2 } }) }
  const loss = () => {
    const tally = emptyTally()
    model.loss.score(model.forward(pass), model.labels, rows, tally)
    return tally.loss / rows
  }
  return { model, loss }
}

describe('every gradient of the mean loss is the slope that central differences see', () => {
  test.each<[string, NetworkSpec]>([
    ['one layer', specOf([3, 'identity'])],
    ['relu', specOf([7, 'relu'], [5, 'relu'], [3, 'identity'])],
    ['sigmoid', specOf([7, 'sigmoid'], [5, 'sigmoid'], [3, 'identity'])],
    ['tanh', specOf([7, 'tanh'], [5, 'tanh'], [3, 'identity'])],
    ['identity', specOf([7, 'identity'], [5, 'identity'], [3, 'identity'])],
    ['an activation on the output', specOf([6, 'tanh'], [3, 'sigmoid'])],
    ['dropout with a fixed mask', specOf([7, 'tanh', 0.5], [5, 'sigmoid', 0.25], [3, 'identity'])],
    ['dropout after a linear layer', specOf([7, 'identity', 0.5], [3, 'identity', 0.1])],
  ])('%s', (_, spec) => {
    const { model, loss } = example(spec, 5)
    loss()
    model.backward(5)
    const checked = model.parameters.map(({ name, values, grad }) => {
      const flat = grad.every((g) => g === 0)
      return { name, flat, isSlope: gradientError(loss, values, grad.slice()) < 1e-8 }
    })
    expect(checked).toEqual(model.parameters.map(({ name }) => ({ name, flat: false, isSlope: true })))
  })
})

test('parameters come layer by layer, weight before bias, as [inputs, units]', () => {
  const { parameters } = createModel(specOf([4, 'relu'], [3, 'identity']), size, kernels, 1)
  expect(parameters.map(({ name, shape }) => [name, shape])).toEqual([
    ['layers.0.weight', [3, 4]],
    ['layers.0.bias', [4]],
    ['layers.1.weight', [4, 3]],
    ['layers.1.bias', [3]],
  ])
})

test('models of one seed share initial weights where place, shape and activation agree', () => {
  const weights = (spec: NetworkSpec, seed: number) =>
    createModel(spec, size, kernels, seed).parameters.map(({ values }) => [...values])
  const [narrow, wide] = [
    weights(specOf([4, 'relu'], [3, 'identity']), 1),
    weights(specOf([4, 'relu'], [9, 'tanh'], [3, 'identity']), 1),
  ]
  expect(wide[0]).toEqual(narrow[0])
  expect(weights(specOf([4, 'relu', 0.5], [3, 'identity']), 1)).toEqual(narrow)
  expect(weights(specOf([4, 'relu'], [3, 'identity']), 2)[0]).not.toEqual(narrow[0])
  expect(narrow[1]).toEqual([0, 0, 0, 0])
})

test('layers of equal shape begin with different weights', () => {
  const { parameters } = createModel(specOf([3, 'tanh'], [3, 'tanh'], [3, 'tanh']), size, kernels, 1)
  expect(new Set([0, 2, 4].map((i) => parameters[i].values.join())).size).toBe(3)
})

test('no pass, forward or backward, takes memory', () => {
  let arrays = 0
  const counting: Kernels = {
    ...kernels,
    floats: (count) => {
      arrays++
      return kernels.floats(count)
    },
  }
  const model = createModel(TINY_SPEC, { inputs: 2, classes: 3, capacity: 4 }, counting, 1)
  const made = arrays
  for (let step = 0; step < 3; step++) {
    model.loss.score(model.forward({ rows: 4, draw: { epoch: 0, step } }), model.labels, 4, emptyTally())
    model.backward(4)
  }
  expect(made).toBeGreaterThan(0)
  expect(arrays).toBe(made)
})

test('the first layer’s gradient by the data is never computed', () => {
  const inputs: number[] = []
  const watching: Kernels = {
    ...kernels,
    denseBackward: (gradOut, weights, gradIn, sizes) => {
      inputs.push(sizes.inputs)
      kernels.denseBackward(gradOut, weights, gradIn, sizes)
    },
  }
  const model = createModel(TINY_SPEC, { inputs: 2, classes: 3 }, watching, 1)
  model.forward({ rows: 1 })
  model.backward(1)
  expect(inputs).toEqual([5, 6])
})

test('evaluation drops nothing, and does so twice alike', () => {
  const spec = specOf([40, 'relu', 0.5], [3, 'identity'])
  const { loss } = example(spec, 4, false)
  const { loss: undropped } = example(specOf([40, 'relu'], [3, 'identity']), 4)
  expect(loss()).toBe(loss())
  expect(loss()).toBe(undropped())
  expect(example(spec, 4).loss()).not.toBe(loss())
})

describe('a spec that cannot be trained is refused', () => {
  const layer: LayerSpec = { dense: 3, activation: 'relu', dropout: 0 }
  test.each<[string, Partial<NetworkSpec>, string]>([
    ['MODEL_OUTPUT', { layers: [] }, '- { dense: 3 }'],
    ['MODEL_OUTPUT', { layers: [{ ...layer, dense: 10 }] }, 'write `dense: 3` in the last layer'],
    ['NETWORK_SPEC', { layers: [{ ...layer, dense: 0 }, layer] }, 'layers[0].dense is 0'],
    ['NETWORK_SPEC', { layers: [{ ...layer, dense: 2.5 }, layer] }, 'layers[0].dense is 2.5'],
    ['NETWORK_SPEC', { layers: [{ ...layer, dropout: 1 }, layer] }, 'layers[0].dropout is 1'],
    ['NETWORK_SPEC', { batchSize: 0 }, 'batch_size is 0'],
    ['NETWORK_SPEC', { epochs: -1 }, 'epochs is -1'],
    ['OPTIMIZER_OPTION', { learningRate: 0 }, 'learning_rate is 0'],
  ])('%s %j', (code, change, words) => {
    expect(() => createModel({ ...TINY_SPEC, ...change }, size, kernels, 1)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    )
  })
})

import { describe, expect, test } from 'vitest'
import { type Kernels, referenceKernels } from '../kernels/index.ts'
import type { LayerSpec } from '../layers/index.ts'
import { exactValues } from '../testing/exact-values.ts'
import { convSpec, maxoutSpec, networkZoo } from '../testing/network-zoo.ts'
import { randomDataset } from '../testing/random-dataset.ts'
import { denseSpec, TINY_SPEC } from '../testing/tiny-spec.ts'
import { evaluate } from '../train/evaluate.ts'
import { createModel, type Model } from './model.ts'
import type { NetworkSpec } from './network-spec.ts'

const kernels = referenceKernels({ precision: 'float64' })
const output = denseSpec(3, 'identity')

function modelOf(layers: readonly LayerSpec[], { seed = 1, shape = [4], on = kernels } = {}): Model {
  return createModel({ ...TINY_SPEC, layers }, { shape, classes: 3, capacity: 5 }, on, seed)
}

describe('parameters', () => {
  const named = (layers: readonly LayerSpec[], shape = [4]) => {
    const { parameters, buffers } = modelOf(layers, { shape })
    return [parameters, buffers].map((list) => list.map(({ name, shape: sides }) => `${name} ${sides.join('×')}`))
  }

  test('of dense layers are weight [inputs, units], bias, and batch norm’s', () => {
    expect(named([denseSpec(20, 'relu', { batch_norm: true }), output])).toEqual([
      [
        'layers.0.weight 4×20',
        'layers.0.bias 20',
        'layers.0.scale 20',
        'layers.0.shift 20',
        'layers.1.weight 20×3',
        'layers.1.bias 3',
      ],
      ['layers.0.running_mean 20', 'layers.0.running_variance 20'],
    ])
  })

  test('of maxout layers have pieces: [inputs, pieces, units]', () => {
    expect(named([maxoutSpec(20, { pieces: 2 }), output])[0]).toEqual([
      'layers.0.weight 4×2×20',
      'layers.0.bias 2×20',
      'layers.1.weight 20×3',
      'layers.1.bias 3',
    ])
  })

  test('of convolutions are weight [kernel, kernel, channels, channels out], bias, and batch norm’s', () => {
    const layers = [
      convSpec(6, 'relu', { kernel: 5, padding: 0, batch_norm: true }),
      { max_pool: 2, stride: 0 },
      output,
    ]
    expect(named(layers, [9, 8, 2])).toEqual([
      [
        'layers.0.weight 5×5×2×6',
        'layers.0.bias 6',
        'layers.0.scale 6',
        'layers.0.shift 6',
        `layers.2.weight ${2 * 2 * 6}×3`,
        'layers.2.bias 3',
      ],
      ['layers.0.running_mean 6', 'layers.0.running_variance 6'],
    ])
  })

  test.each(networkZoo)('$name: what is written is read, and nothing lies between', ({ spec, shape }) => {
    const { parameters, buffers } = createModel(spec, { shape, classes: 3, capacity: 5 }, kernels, 1)
    for (const parameter of [...parameters, ...buffers]) {
      const numbers = parameter.read(parameter.values).map((_, i) => i + 1)
      parameter.values.values.fill(0)
      parameter.write(numbers, parameter.values)
      expect(parameter.read(parameter.values)).toEqual(numbers)
      expect(exactValues(parameter)).toEqual([...numbers])
      expect(parameter.values.values.filter((value) => value !== 0)).toHaveLength(numbers.length)
    }
  })
})

describe('initial weights', () => {
  const weights = (layers: readonly LayerSpec[], seed = 1) =>
    modelOf(layers, { seed }).parameters.map((parameter) => exactValues(parameter))

  test('of one seed are alike where place, shape and initialisation agree', () => {
    const narrow = weights([denseSpec(6, 'relu'), output])
    expect(weights([denseSpec(6, 'relu'), denseSpec(9, 'tanh'), output])[0]).toEqual(narrow[0])
    expect(weights([denseSpec(6, 'relu', { dropout: 0.5 }), output])).toEqual(narrow)
    expect(weights([denseSpec(6, 'elu', { batch_norm: true }), output])[0]).toEqual(narrow[0])
  })

  test('of another seed, or of another layer of the same shape, are others', () => {
    const layers = [denseSpec(4, 'relu'), denseSpec(4, 'relu'), output]
    const [first, , second] = weights(layers)
    expect(second).not.toEqual(first)
    expect(weights(layers, 2)[0]).not.toEqual(first)
  })

  test('biases, scales and running statistics begin with what is said', () => {
    const { parameters, buffers } = modelOf([denseSpec(2, 'relu', { batch_norm: true, bias: 0.5 }), output])
    const found = [...parameters, ...buffers].map((parameter) => exactValues(parameter))
    expect([found[1], found[2], found[3], found[6], found[7]]).toEqual([
      [0.5, 0.5],
      [1, 1],
      [0, 0],
      [0, 0],
      [1, 1],
    ])
    const pieces = modelOf([maxoutSpec(2, { bias: 0.25, init: 'zeros' }), output]).parameters.map((parameter) =>
      exactValues(parameter),
    )
    expect([new Set(pieces[0]), pieces[1]]).toEqual([new Set([0]), Array(6).fill(0.25)])
  })

  test('of maxout and of convolutions spread as their fans say', () => {
    const variance = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value * value, 0) / values.length
    const [dense] = weights([maxoutSpec(200, { init: 'he_normal' }), output])
    expect(variance(dense!) / (2 / 4)).toBeCloseTo(1, 0)
    const { parameters } = modelOf([convSpec(64, 'relu', { init: 'he_normal' }), output], { shape: [5, 5, 8] })
    expect(variance(exactValues(parameters[0]!)) / (2 / 72)).toBeGreaterThan(0.9)
    expect(variance(exactValues(parameters[0]!)) / (2 / 72)).toBeLessThan(1.1)
  })
})

test('the first layer’s gradient by the data is never computed', () => {
  const products: number[] = []
  const watching: Kernels = {
    ...kernels,
    program: (record) =>
      kernels.program((operations) =>
        record({
          ...operations,
          product: (call) => {
            products.push(call.out.columns)
            operations.product(call)
          },
        }),
      ),
  }
  const model = modelOf([denseSpec(6, 'relu'), denseSpec(5, 'tanh'), output], { on: watching })
  const pass = { rows: 1, isTraining: true, drops: true }
  model.program('there and back', (operations) => {
    model.forward(operations, pass)
    model.backward(operations, { ...pass, takeBlock: () => [], takeColumns: () => [], takeWhole: () => undefined })
  })
  expect(products).toEqual([6, 5, 3, 5, 6])
})

test('evaluation drops nothing, and does so twice alike', () => {
  const data = randomDataset({ shape: [4] })
  const loss = (layers: readonly LayerSpec[], model = modelOf(layers)) => evaluate(model, data, data.validation).loss
  const dropping = modelOf([denseSpec(40, 'relu', { dropout: 0.5 }), output])
  expect(loss([], dropping)).toBe(loss([], dropping))
  expect(loss([], dropping)).toBe(loss([denseSpec(40, 'relu'), output]))
})

test('label smoothing changes every loss but hinge, which asks for the label alone', () => {
  const data = randomDataset({ shape: [4] })
  const lossOf = (loss: NetworkSpec['loss']) => {
    const model = createModel(
      { ...TINY_SPEC, layers: [output], loss },
      { shape: [4], classes: 3, capacity: 9 },
      kernels,
      1,
    )
    return evaluate(model, data, data.train).loss
  }
  const changes = (['cross_entropy', 'mse', 'hinge'] as const).map(
    (loss) => lossOf({ loss, label_smoothing: 0.3 }) !== lossOf({ loss, label_smoothing: 0 }),
  )
  expect(changes).toEqual([true, true, false])
})

test('rows without their zeros give the same losses as whole ones, in every bit', () => {
  const [whole, sparse] = [false, true].map((isSparse) => {
    const data = randomDataset({ shape: [70], zeros: 0.7, isSparse })
    const on = referenceKernels({ precision: 'float32' })
    const layers = [denseSpec(40, 'relu'), output]
    const model = createModel({ ...TINY_SPEC, layers }, { shape: [70], classes: 3, capacity: 9, isSparse }, on, 1)
    return evaluate(model, data, data.train)
  })
  expect(sparse).toEqual(whole)
})

describe('a spec that cannot be trained is refused', () => {
  test.each<[string, Partial<NetworkSpec>, string]>([
    ['MODEL_OUTPUT', { layers: [] }, '{ dense: 3 }'],
    ['MODEL_OUTPUT', { layers: [denseSpec(10, 'identity')] }, '{ dense: 3 }'],
    ['OPTION', { layers: [denseSpec(0, 'relu'), output] }, 'layers[0]: dense is 0'],
    ['OPTION', { layers: [denseSpec(2.5, 'relu'), output] }, 'layers[0]: dense is 2.5'],
    ['OPTION', { layers: [denseSpec(2, 'swish'), output] }, 'layers[0]: activation is "swish"'],
    ['OPTION', { layers: [denseSpec(2, 'relu', { dropout: 1 }), output] }, 'layers[0]: dropout is 1'],
    ['OPTION', { layers: [output, maxoutSpec(3, { pieces: 1 })] }, 'layers[1]: pieces is 1'],
    ['OPTION', { batch_size: 0 }, 'batch_size is 0'],
    ['OPTION', { epochs: -1 }, 'epochs is -1'],
    ['OPTION', { learning_rate: 0 }, 'learning_rate is 0'],
    ['OPTION', { optimizer: { optimizer: 'momentum', momentum: 1, weight_decay: 0 } }, 'momentum is 1'],
    ['OPTION', { regularisation: { ...TINY_SPEC.regularisation, ema: 1 } }, 'ema is 1'],
    ['OPTION', { loss: { loss: 'cross_entropy', label_smoothing: -1 } }, 'label_smoothing is -1'],
    ['NAME', { layers: [{ lstm: 3 }, output] }, 'dense, maxout, conv, max_pool, avg_pool, flatten'],
    ['LAYER_INPUT', { layers: [convSpec(4, 'relu'), output] }, 'dense layers'],
    ['LAYER_INPUT', { layers: [denseSpec(4, 'relu'), convSpec(4, 'relu'), output] }, 'takes images'],
    ['LAYER_INPUT', { layers: [{ flatten: true }, output] }, 'flatten'],
  ])('%s %#', (code, change, words) => {
    const size = { shape: [4], classes: 3, capacity: 5 }
    expect(() => createModel({ ...TINY_SPEC, ...change }, size, kernels, 1)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    )
  })

  test.each<[string, LayerSpec[], string]>([
    ['LAYER_INPUT', [convSpec(4, 'relu', { kernel: 9, padding: 0 }), output], '9 × 9 over images of 5 × 6'],
    [
      'LAYER_INPUT',
      [{ max_pool: 2, stride: 0 }, { max_pool: 2, stride: 0 }, { max_pool: 2, stride: 0 }, output],
      '1 × 1',
    ],
    ['LAYER_INPUT', [denseSpec(4, 'relu'), { max_pool: 2, stride: 0 }, output], 'takes images'],
    ['MODEL_OUTPUT', [convSpec(3, 'relu')], '{ dense: 3 }'],
  ])('on images: %s %#', (code, layers, words) => {
    expect(() => modelOf(layers, { shape: [5, 6] })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    )
  })
})

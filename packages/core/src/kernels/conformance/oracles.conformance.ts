import { readFileSync } from 'node:fs'
import { sum } from '@hypersweep/numbers'
import { describe, expect, it } from 'vitest'
import type { Floats, Kernels } from '../kernels.ts'
import { type Adapter, floatsOf, integersOf } from './adapter.ts'

interface Tensor {
  shape: number[]
  data: number[]
}

interface LayerCase {
  name: string
  inputs: Record<string, Tensor>
  constants: Record<string, Tensor>
  gradOutput?: Tensor
  outputs: Record<string, Tensor>
  grads: Record<string, Tensor>
  settings: { p?: number }
}

interface OptimizerCase {
  name: string
  optimizer: string
  settings: {
    lr: number
    momentum?: number
    nesterov?: boolean
    weight_decay?: number
    alpha?: number
    betas?: [number, number]
    eps?: number
  }
  params: number[][]
}

/** Against PyTorch, which rounds in another order: the bounds are those that its own float32 keeps to its float64. */
export function oraclesConformance({ make, precision }: Adapter): void {
  const tag = precision === 'float32' ? 'f32' : 'f64'
  const layers: { cases: LayerCase[] } = oracle(`layers_${tag}.json`)
  const optimizers: { initial: number[]; gradients: number[][]; cases: OptimizerCase[] } = oracle(
    `optimizers_${tag}.json`,
  )
  const layer = (name: string) => layers.cases.find((one) => one.name === name)!

  /** The largest error as a share of what is allowed. */
  const error = (actual: ArrayLike<number>, expected: Tensor) => {
    const shares = expected.data.map((value, i) => {
      const allowed = precision === 'float32' ? 1e-4 * (0.01 + Math.abs(value)) : 1e-10 * (1 + Math.abs(value))
      return Math.abs(actual[i] - value) / allowed
    })
    return actual.length === expected.data.length ? Math.max(...shares) : Number.NaN
  }

  describe('PyTorch agrees', () => {
    it('on a dense layer and its three gradients', () => {
      const { inputs, outputs, grads, gradOutput } = layer('linear')
      const kernels = make()
      const [units, features] = inputs.weight.shape
      const size = { rows: inputs.x.shape[0], inputs: features, outputs: units }
      const x = floatsOf(kernels, inputs.x.data)
      const weights = floatsOf(kernels, transposed(inputs.weight).data)
      const out = kernels.floats(size.rows * units)
      kernels.denseForward(x, weights, floatsOf(kernels, inputs.bias.data), out, size)
      expect(error(out, outputs.y)).toBeLessThanOrEqual(1)
      const gradOut = floatsOf(kernels, gradOutput!.data)
      const [gradWeights, gradBias] = [kernels.floats(features * units), kernels.floats(units)]
      kernels.denseGradients(x, gradOut, gradWeights, gradBias, size)
      expect(error(gradWeights, transposed(grads.weight))).toBeLessThanOrEqual(1)
      expect(error(gradBias, grads.bias)).toBeLessThanOrEqual(1)
      const gradIn = kernels.floats(size.rows * features)
      kernels.denseBackward(gradOut, weights, gradIn, size)
      expect(error(gradIn, grads.x)).toBeLessThanOrEqual(1)
    })

    it.each(['relu', 'sigmoid', 'tanh'] as const)('on %s and its derivative', (name) => {
      const { inputs, outputs, grads, gradOutput } = layer(name)
      const kernels = make()
      const count = inputs.x.data.length
      const values = floatsOf(kernels, inputs.x.data)
      kernels.activate(name, values, values, count)
      expect(error(values, outputs.y)).toBeLessThanOrEqual(1)
      const gradient = floatsOf(kernels, gradOutput!.data)
      kernels.activateBackward(name, values, gradient, gradient, count)
      expect(error(gradient, grads.x)).toBeLessThanOrEqual(1)
    })

    it('on inverted dropout with a given mask', () => {
      const { inputs, constants, outputs, grads, gradOutput, settings } = layer('dropout_given_mask')
      const kernels = make()
      const mask = floatsOf(
        kernels,
        constants.mask.data.map((kept) => kept / (1 - settings.p!)),
      )
      const [values, gradient] = [floatsOf(kernels, inputs.x.data), floatsOf(kernels, gradOutput!.data)]
      kernels.multiply(values, mask, values, mask.length)
      kernels.multiply(gradient, mask, gradient, mask.length)
      expect(error(values, outputs.y)).toBeLessThanOrEqual(1)
      expect(error(gradient, grads.x)).toBeLessThanOrEqual(1)
    })

    it('on softmax', () => {
      const { inputs, outputs } = layer('softmax')
      const kernels = make()
      const values = floatsOf(kernels, inputs.x.data)
      kernels.softmax(values, values, { rows: inputs.x.shape[0], classes: inputs.x.shape[1] })
      expect(error(values, outputs.y)).toBeLessThanOrEqual(1)
    })

    it.each(['cross_entropy', 'cross_entropy_large'])('on the mean %s and its gradient', (name) => {
      const { inputs, constants, outputs, grads } = layer(name)
      const kernels = make()
      const [rows, classes] = inputs.logits.shape
      const [losses, gradient] = [kernels.floats(rows), kernels.floats(rows * classes)]
      const labels = integersOf(kernels, constants.labels.data)
      kernels.softmaxCrossEntropy(floatsOf(kernels, inputs.logits.data), labels, losses, gradient, { rows, classes })
      expect(error([sum(losses) / rows], outputs.loss)).toBeLessThanOrEqual(1)
      expect(error(gradient, grads.logits)).toBeLessThanOrEqual(1)
    })

    const known = optimizers.cases.filter((one) =>
      /^(sgd|momentum|nesterov|rmsprop|adam)_(?!centered|amsgrad)/.test(one.name),
    )
    it.each(known)('on 20 steps of $name', (one) => {
      const kernels = make()
      const weights = floatsOf(kernels, optimizers.initial)
      const states = [kernels.floats(weights.length), kernels.floats(weights.length)] as const
      optimizers.gradients.forEach((gradient, t) => {
        const grad = floatsOf(kernels, gradient)
        step(kernels, one, weights, grad, states, t + 1)
        one.params[t].forEach((value, i) => {
          const bound = precision === 'float32' ? 1e-5 * (0.1 + Math.abs(value)) : 1e-12
          expect(Math.abs(weights[i] - value)).toBeLessThanOrEqual(bound)
        })
      })
    })
  })
}

/** One step of PyTorch's optimizer of that name, in its own words for the settings. */
function step(
  kernels: Kernels,
  { optimizer, settings }: OptimizerCase,
  weights: Floats,
  grad: Floats,
  [first, second]: readonly Floats[],
  t: number,
): void {
  const { lr: learningRate, weight_decay: weightDecay = 0, momentum = 0, eps: epsilon = 0, nesterov } = settings
  const options = { learningRate, weightDecay, momentum, epsilon }
  if (optimizer === 'RMSprop') {
    kernels.rmsprop(weights, grad, first, second, weights.length, { ...options, decayRate: settings.alpha! })
  } else if (optimizer === 'Adam') {
    const [beta1, beta2] = settings.betas!
    const stepSize = learningRate / (1 - beta1 ** t)
    const rootScale = 1 / Math.sqrt(1 - beta2 ** t)
    kernels.adam(weights, grad, first, second, weights.length, { ...options, stepSize, rootScale, beta1, beta2 })
  } else if (momentum === 0) kernels.sgd(weights, grad, weights.length, options)
  else kernels[nesterov ? 'nesterov' : 'momentum'](weights, grad, first, weights.length, options)
}

function transposed({ shape: [rows, columns], data }: Tensor): Tensor {
  return {
    shape: [columns, rows],
    data: data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]),
  }
}

function oracle<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../../test/golden/oracles/${file}`, import.meta.url), 'utf8')) as T
}

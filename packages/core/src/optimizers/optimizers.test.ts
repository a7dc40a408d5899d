import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Floats, referenceKernels } from '../kernels/index.ts'
import type { Parameter } from '../tensor/parameter.ts'
import { adam } from './adam.ts'
import { createOptimizer } from './create-optimizer.ts'
import { momentum } from './momentum.ts'
import { nesterov } from './nesterov.ts'
import { type Optimizer, type OptimizerSpec, optimizerSlots } from './optimizer.ts'
import { rmsprop } from './rmsprop.ts'
import { sgd } from './sgd.ts'

const kernels = referenceKernels({ precision: 'float64' })

/** The weights after each step. */
function walk(optimizer: Optimizer, initial: readonly number[], gradients: readonly number[][], learningRate: number) {
  const parameter: Parameter = {
    name: 'w',
    shape: [initial.length],
    values: copied(initial),
    grad: kernels.floats(initial.length),
  }
  const [slots] = optimizerSlots(optimizer, [parameter], kernels)
  return gradients.map((gradient, i) => {
    parameter.grad.set(gradient)
    optimizer.step(kernels, parameter, slots, { learningRate, step: i + 1 })
    return [...parameter.values]
  })
}

function copied(values: readonly number[]): Floats {
  const floats = kernels.floats(values.length)
  floats.set(values)
  return floats
}

const initial = [0.5, -1.25, 2]
const gradients = Array.from({ length: 12 }, (_, t) => initial.map((w, i) => Math.sin(3 * t + i) + w / 10))

interface OracleCase {
  name: string
  optimizer: string
  settings: Record<string, number> & { betas: [number, number]; nesterov?: boolean }
  params: number[][]
}
const golden = new URL('../../../../test/golden/oracles/optimizers_f64.json', import.meta.url)
const oracle: { initial: number[]; gradients: number[][]; cases: OracleCase[] } = JSON.parse(
  readFileSync(golden, 'utf8'),
)
const spoken = oracle.cases.flatMap((each) => {
  const spec = specOf(each)
  return spec ? [{ ...each, spec }] : []
})

/** PyTorch's settings in our words; `undefined` for what we do not have. */
function specOf({ optimizer, settings }: OracleCase): OptimizerSpec | undefined {
  const { weight_decay: weightDecay = 0, momentum = 0, eps: epsilon, alpha } = settings
  if ('centered' in settings || 'amsgrad' in settings) return undefined
  if (optimizer === 'RMSprop') return { optimizer: 'rmsprop', decayRate: alpha, momentum, epsilon, weightDecay }
  if (optimizer === 'Adam') {
    const [beta1, decayRate] = settings.betas
    return { optimizer: 'adam', beta1, decayRate, epsilon, weightDecay }
  }
  if (optimizer !== 'SGD') return undefined
  if (settings.nesterov) return { optimizer: 'nesterov', momentum, weightDecay }
  return momentum ? { optimizer: 'momentum', momentum, weightDecay } : { optimizer: 'sgd', weightDecay }
}

describe('PyTorch', () => {
  test('has a case for each optimizer', () => {
    expect(new Set(spoken.map(({ spec }) => spec.optimizer)).size).toBe(5)
  })

  test.each(spoken)('$name: twenty steps are equal within 1e-12', ({ spec, settings, params }) => {
    const weights = walk(createOptimizer(spec), oracle.initial, oracle.gradients, settings['lr'])
    const errors = weights.flatMap((row, t) => row.map((w, i) => Math.abs(w - params[t][i])))
    expect(params).toHaveLength(20)
    expect(Math.max(...errors)).toBeLessThan(1e-12)
  })
})

describe('laws', () => {
  const plain = walk(sgd(), initial, gradients, 0.1)

  test('gradient descent moves by lr against the gradient', () => {
    expect(plain[0]).toEqual(initial.map((w, i) => w - 0.1 * gradients[0][i]))
  })

  test.each([
    ['momentum', momentum({ momentum: 0 })],
    ['nesterov', nesterov({ momentum: 0 })],
  ])('%s of 0 is gradient descent', (_, optimizer) => {
    expect(walk(optimizer, initial, gradients, 0.1)).toEqual(plain)
  })

  test('the first step of momentum is gradient descent', () => {
    expect(walk(momentum(), initial, gradients, 0.1)[0]).toEqual(plain[0])
  })

  test('under a constant gradient, momentum ends at steps of lr·g / (1 − μ)', () => {
    const path = walk(
      momentum({ momentum: 0.5 }),
      [0],
      Array.from({ length: 60 }, () => [2]),
      0.1,
    )
    expect(path[58][0] - path[59][0]).toBeCloseTo((0.1 * 2) / (1 - 0.5), 12)
  })

  test.each([1e-4, 1, 1e4])(
    'the first step of adam is lr against the gradient’s sign, whatever its size: %f',
    (size) => {
      const [first] = walk(adam(), [1, 1], [[size, -size]], 0.01)
      expect(first[0]).toBeCloseTo(1 - 0.01, 5)
      expect(first[1]).toBeCloseTo(1 + 0.01, 5)
    },
  )

  test('rmsprop’s first step is lr / √(1 − ρ) against the gradient’s sign', () => {
    const [first] = walk(rmsprop({ decayRate: 0.75 }), [1, 1], [[5, -0.3]], 0.01)
    expect(first[0]).toBeCloseTo(1 - 0.02, 8)
    expect(first[1]).toBeCloseTo(1 + 0.02, 8)
  })

  const wide = 0.01
  test.each<[string, (weightDecay: number) => Optimizer]>([
    ['sgd', (weightDecay) => sgd({ weightDecay })],
    ['momentum', (weightDecay) => momentum({ weightDecay })],
    ['nesterov', (weightDecay) => nesterov({ weightDecay })],
    ['rmsprop', (weightDecay) => rmsprop({ weightDecay })],
    ['adam', (weightDecay) => adam({ weightDecay })],
  ])('%s: weight decay is λ·w added to the gradient', (_, make) => {
    const [decayed] = walk(make(wide), initial, [gradients[0]], 0.1)
    const [added] = walk(make(0), initial, [gradients[0].map((g, i) => g + wide * initial[i])], 0.1)
    for (const [i, w] of decayed.entries()) expect(w).toBeCloseTo(added[i], 14)
  })
})

test('slots are zeros of each parameter’s size, under the names that checkpoints keep', () => {
  const parameters = [2, 3].map((size) => ({ name: 'w', shape: [size], values: copied([]), grad: copied([]) }))
  for (const [i, size] of [2, 3].entries()) parameters[i].values = kernels.floats(size)
  const slots = optimizerSlots(adam(), parameters, kernels)
  expect(slots.map(({ mean, square }) => [mean.length, square.length])).toEqual([
    [2, 2],
    [3, 3],
  ])
  expect([sgd(), momentum(), nesterov(), rmsprop(), adam()].map((each) => each.slots)).toEqual([
    [],
    ['velocity'],
    ['velocity'],
    ['square', 'velocity'],
    ['mean', 'square'],
  ])
})

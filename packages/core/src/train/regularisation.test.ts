import { describe, expect, test } from 'vitest'
import { modelFromCheckpoint } from '../ensemble/model-from-checkpoint.ts'
import { referenceKernels } from '../kernels/index.ts'
import type { NetworkSpec, RegularisationSpec } from '../model/network-spec.ts'
import { exactValues } from '../testing/exact-values.ts'
import { networkZoo } from '../testing/network-zoo.ts'
import { outcome } from '../testing/outcome.ts'
import { randomDataset } from '../testing/random-dataset.ts'
import { tinyDataset } from '../testing/tiny-dataset.ts'
import { denseSpec, NO_REGULARISATION, TINY_SPEC } from '../testing/tiny-spec.ts'
import { withAverages } from './averaged.ts'
import { evaluate } from './evaluate.ts'
import { predict } from './predict.ts'
import { beginTraining, endEpoch, type Training, trainBatch } from './training.ts'

const data = tinyDataset()
const SGD = { optimizer: 'sgd', weight_decay: 0 }
const LAYERS = [denseSpec(6, 'tanh', { bias: 0.3 }), denseSpec(3, 'identity', { bias: -0.2 })]

function training(given: Partial<RegularisationSpec>, changes: Partial<NetworkSpec> = {}): Training {
  const regularisation = { ...NO_REGULARISATION, ...given }
  const spec: NetworkSpec = {
    ...TINY_SPEC,
    layers: LAYERS,
    optimizer: SGD,
    learning_rate: 1,
    regularisation,
    ...changes,
  }
  return beginTraining({ spec, data, seed: 3, kernels: referenceKernels({ precision: 'float64' }) })
}

function step(run: Training): void {
  trainBatch(run, data.train, false)
}

function weightsOf({ model }: Training): number[] {
  return model.parameters.flatMap((parameter) => exactValues(parameter))
}

/** How far one step at learning rate 1 moves each weight: the gradient, its sign turned, as it was clipped and added to. */
function moves(given: Partial<RegularisationSpec>): number[] {
  const run = training(given)
  const before = weightsOf(run)
  step(run)
  return weightsOf(run).map((weight, i) => weight - before[i])
}

function norm(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
}

describe('clipping', () => {
  const free = moves({})

  test('by norm shortens all gradients together to the limit, and keeps their direction', () => {
    const limit = norm(free) / 3
    const clipped = moves({ clip_norm: limit })
    expect(norm(clipped)).toBeCloseTo(limit, 5)
    for (const [i, move] of clipped.entries()) expect(move).toBeCloseTo(free[i] / 3, 5)
  })

  test('by norm changes no bit of gradients that are short enough', () => {
    expect(moves({ clip_norm: 1.1 * norm(free) })).toEqual(free)
  })

  test('by value cuts each gradient for itself', () => {
    const limit = Math.abs(free.toSorted((a, b) => Math.abs(a) - Math.abs(b))[Math.floor(free.length / 2)])
    const clipped = moves({ clip_value: limit })
    for (const [i, move] of clipped.entries()) {
      expect(move).toBeCloseTo(Math.max(-limit, Math.min(limit, free[i])), 12)
    }
  })
})

test('L1 draws every weight towards zero by the same amount', () => {
  const [free, drawn, before] = [moves({}), moves({ l1: 0.01 }), weightsOf(training({}))]
  for (const [i, weight] of before.entries()) expect(free[i] - drawn[i]).toBeCloseTo(0.01 * Math.sign(weight), 12)
})

test('max-norm keeps the weights into each unit within the ball, and leaves short ones and biases alone', () => {
  const run = training({ max_norm: 0.7 })
  const free = training({})
  step(run)
  step(free)
  const [lengths, freeLengths] = [unitLengths(run), unitLengths(free)]
  expect(freeLengths.some((length) => length > 0.7)).toBe(true)
  for (const [i, length] of lengths.entries()) expect(length).toBeCloseTo(Math.min(0.7, freeLengths[i]), 12)
  for (const bias of ['layers.0.bias', 'layers.1.bias']) expect(valuesOf(run, bias)).toEqual(valuesOf(free, bias))
})

function valuesOf({ model }: Training, name: string): number[] {
  return exactValues(model.parameters.find((each) => each.name === name)!)
}

function unitLengths({ model }: Training): number[] {
  return model.parameters
    .filter(({ isWeight }) => isWeight)
    .flatMap((parameter) => {
      const [values, units] = [exactValues(parameter), parameter.shape.at(-1)!]
      return Array.from({ length: units }, (_, unit) => norm(values.filter((_value, i) => i % units === unit)))
    })
}

describe('the running average of the weights', () => {
  test('is d·average + (1 − d)·weight after each step, from the first weights on', () => {
    const run = training({ ema: 0.9 }, { learning_rate: 0.1 })
    let average = weightsOf(run)
    for (let count = 0; count < 5; count++) {
      step(run)
      const weights = weightsOf(run)
      average = average.map((value, i) => 0.9 * value + 0.1 * weights[i])
    }
    const found = withAverages(run.updates, () => weightsOf(run))
    expect(Math.max(...found.map((value, i) => Math.abs(value - average[i])))).toBeLessThan(1e-13)
  })

  test('of weights that stay as they are equals them', () => {
    const run = training({ ema: 0.7 }, { learning_rate: 1e-300 })
    const before = weightsOf(run)
    for (let count = 0; count < 20; count++) step(run)
    const found = withAverages(run.updates, () => weightsOf(run))
    expect(Math.max(...found.map((value, i) => Math.abs(value - before[i])))).toBeLessThan(1e-15)
  })

  test('is what is evaluated, and the weights are back afterwards', () => {
    const run = training({ ema: 0.9 }, { learning_rate: 0.1 })
    for (let count = 0; count < 4; count++) step(run)
    const before = weightsOf(run)
    const byAverage = withAverages(run.updates, () => evaluate(run.model, data, data.validation))
    const { metrics } = endEpoch(run)
    expect([metrics['val_loss'], metrics['val_accuracy']]).toEqual([byAverage.loss, byAverage.accuracy])
    expect(evaluate(run.model, data, data.validation).loss).not.toBe(byAverage.loss)
    expect(weightsOf(run)).toEqual(before)
  })

  test('is what predicts, once it comes from a checkpoint', () => {
    const spec = { ...TINY_SPEC, regularisation: { ...NO_REGULARISATION, ema: 0.9 } }
    const { checkpoint } = outcome({ spec })
    const model = modelFromCheckpoint(checkpoint, referenceKernels({ precision: 'float32' }))
    expect(evaluate(model, data, data.validation).loss).toBe(checkpoint.history.at(-1)!.metrics['val_loss'])
    const averages = checkpoint.state.filter(({ name }) => name.startsWith('average.'))
    const plain = modelFromCheckpoint(
      { ...checkpoint, spec: TINY_SPEC, weights: averages.map((each) => ({ ...each, name: each.name.slice(8) })) },
      referenceKernels({ precision: 'float32' }),
    )
    expect(predict(model, data.features)).toEqual(predict(plain, data.features))
  })
})

describe('an update that waits for all gradients equals one that takes them block by block, in every bit', () => {
  test.each(networkZoo)('$name', ({ spec, shape }) => {
    const options = (clip_norm: number) => ({
      spec: { ...spec, regularisation: { ...NO_REGULARISATION, clip_norm, ema: 0.9 } },
      data: randomDataset({ shape }),
    })
    // A limit that is never reached: each gradient is multiplied by 1.
    const [waiting, direct] = [outcome(options(1e30)), outcome(options(0))]
    expect(waiting.sha256).toBe(direct.sha256)
    expect(waiting.checkpoint.history).toEqual(direct.checkpoint.history)
  })
})

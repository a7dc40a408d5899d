import { describe, expect, test } from 'vitest'
import { formula } from '../formula/index.ts'
import { type Kernels, referenceKernels } from '../kernels/index.ts'
import type { BackwardPass } from '../layers/layer.ts'
import type { Parameter } from '../layers/parameter.ts'
import { placesOf } from '../testing/exact-values.ts'
import { networkZoo, type ZooNetwork } from '../testing/network-zoo.ts'
import { randomDataset } from '../testing/random-dataset.ts'
import { createModel, type Model } from './model.ts'

const ROWS = 6
/** A step so small that few sums cross a kink, and large enough for float64: errors are about 10⁻⁹. */
const STEP = 1e-6

describe('gradients equal central differences of the mean loss', () => {
  test.each(networkZoo)('$name', (network) => {
    expect(worstError(network, false)).toBeLessThan(2e-7)
  })

  const first = networkZoo.filter(({ name }) => ['no hidden layer', 'many units', 'maxout'].includes(name))
  test.each(first)('$name, on rows without their zeros', (network) => {
    expect(worstError(network, true)).toBeLessThan(2e-7)
  })
})

function worstError({ spec, shape }: ZooNetwork, isSparse: boolean): number {
  const kernels = referenceKernels({ precision: 'float64' })
  const data = randomDataset({ shape, isSparse, zeros: isSparse ? 0.5 : 0 })
  const model = createModel(spec, { shape, classes: 3, capacity: ROWS, isSparse }, kernels, 3)
  moveBiases(model)
  model.fetch(data, data.train.subarray(0, ROWS))
  model.draw.set([2, 5], 2)
  const loss = lossOf(model)
  loss()
  backward(kernels, model)
  const gradients = model.parameters.map(({ gradient }) => gradient.values.slice())
  return Math.max(...model.parameters.map((parameter, i) => errorOf(parameter, gradients[i], loss)))
}

/** Biases and batch norm's parameters begin alike, which hides mistakes. */
function moveBiases({ parameters }: Model): void {
  for (const parameter of parameters.filter(({ isWeight }) => !isWeight)) {
    for (const [i, place] of placesOf(parameter).entries()) parameter.values.values[place] += 0.2 * Math.cos(3 * i)
  }
}

function lossOf(model: Model): () => number {
  const pass = { rows: ROWS, isTraining: true, drops: true }
  const program = model.program('loss', (operations) => {
    model.forward(operations, pass)
    model.score(operations, ROWS)
  })
  return () => {
    program()
    let sum = 0
    for (let row = 0; row < ROWS; row++) sum += model.losses.values[row]
    return sum / ROWS
  }
}

function backward(kernels: Kernels, model: Model): void {
  const pass: BackwardPass = {
    rows: ROWS,
    isTraining: true,
    drops: true,
    takeBlock: ({ gradient }) => [kernels.formula(keep, { block: kernels.tile, gradient })],
    takeColumns: () => [],
    takeWhole: () => undefined,
  }
  model.program('backward', (operations) => model.backward(operations, pass))()
}

const keep = formula('keep', ({ tile }) => ({ gradient: tile('block') }))

/** At most 40 numbers of each parameter. */
function errorOf(parameter: Parameter, gradient: ArrayLike<number>, loss: () => number): number {
  const places = placesOf(parameter)
  const every = Math.ceil(places.length / 40)
  const { values } = parameter.values
  let worst = 0
  for (const place of places.filter((_, i) => i % every === 0)) {
    const value = values[place]
    values[place] = value + STEP
    const above = loss()
    values[place] = value - STEP
    const numeric = (above - loss()) / (2 * STEP)
    values[place] = value
    worst = Math.max(worst, Math.abs(numeric - gradient[place]) / Math.max(1, Math.abs(numeric)))
  }
  return worst
}

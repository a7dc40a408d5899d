import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { referenceKernels, simdKernels } from '../kernels/index.ts'
import { createModel } from '../model/model.ts'
import { networkZoo } from '../testing/network-zoo.ts'
import { randomDataset } from '../testing/random-dataset.ts'
import { tinyDataset } from '../testing/tiny-dataset.ts'
import { TINY_SPEC } from '../testing/tiny-spec.ts'
import { evaluate } from './evaluate.ts'
import { predict } from './predict.ts'

const data = tinyDataset({ train: 40, validation: 13 })
const module = new WebAssembly.Module(readFileSync(new URL('../../dist/kernels.wasm', import.meta.url)))
const adapters = [
  ['reference', () => referenceKernels({ precision: 'float32' })],
  ['simd', () => simdKernels(module)],
  ['simd-wide', () => simdKernels(module, { wide: true })],
] as const

const model = (capacity = 8, kernels = referenceKernels({ precision: 'float32' })) =>
  createModel(TINY_SPEC, { shape: [2], classes: 3, capacity }, kernels, 5)

test('loss and accuracy are those of the predicted probabilities', () => {
  const probabilities = predict(model(), data.features, { rows: data.validation })
  const rows = [...data.validation].map((row, i) => ({
    label: data.labels[row],
    p: [...probabilities.subarray(3 * i, 3 * i + 3)],
  }))
  const { loss, accuracy } = evaluate(model(), data, data.validation)
  expect(loss).toBeCloseTo(rows.reduce((total, { label, p }) => total - Math.log(p[label]), 0) / 13, 6)
  expect(accuracy).toBe(rows.filter(({ label, p }) => p.indexOf(Math.max(...p)) === label).length / 13)
})

test('an evaluation changes nothing: twice the same', () => {
  const one = model()
  expect(evaluate(one, data, data.validation)).toEqual(evaluate(one, data, data.validation))
})

describe.each(adapters)('%s', (_, make) => {
  test.each([1, 2, 3, 5, 13, 64])('passes of %i rows change no bit', (capacity) => {
    const expected = model()
    const found = model(capacity, make())
    expect(evaluate(found, data, data.validation)).toEqual(evaluate(expected, data, data.validation))
    expect(predict(found, data.features)).toEqual(predict(expected, data.features))
  })

  test.each(networkZoo)('$name: one row at a time changes no bit', ({ spec, shape }) => {
    const noise = randomDataset({ shape })
    const [one, many] = [1, 7].map((capacity) => createModel(spec, { shape, classes: 3, capacity }, make(), 5))
    expect(evaluate(one!, noise, noise.validation)).toEqual(evaluate(many!, noise, noise.validation))
    expect(predict(one!, noise.features)).toEqual(predict(many!, noise.features))
  })
})

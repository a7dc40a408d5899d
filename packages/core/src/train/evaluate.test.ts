import { expect, test } from 'vitest'
import { referenceKernels } from '../kernels/index.ts'
import { createModel } from '../model/model.ts'
import { tinyDataset } from '../testing/tiny-dataset.ts'
import { TINY_SPEC } from '../testing/tiny-spec.ts'
import { evaluate } from './evaluate.ts'
import { predict } from './predict.ts'

const data = tinyDataset({ train: 40, validation: 13 })
const model = (capacity = 8) =>
  createModel(TINY_SPEC, { inputs: 2, classes: 3, capacity }, referenceKernels({ precision: 'float32' }), 5)

test('loss and accuracy are those of the predicted probabilities', () => {
  const probabilities = predict(model(), data.features, data.validation)
  const rows = [...data.validation].map((row, i) => ({
    label: data.labels[row],
    p: [...probabilities.subarray(3 * i, 3 * i + 3)],
  }))
  const { loss, accuracy } = evaluate(model(), data, data.validation)
  expect(loss).toBeCloseTo(rows.reduce((total, { label, p }) => total - Math.log(p[label]), 0) / 13, 6)
  expect(accuracy).toBe(rows.filter(({ label, p }) => p.indexOf(Math.max(...p)) === label).length / 13)
})

test('probabilities of a row sum to 1', () => {
  const probabilities = predict(model(), data.features)
  expect(probabilities).toHaveLength(53 * 3)
  for (let row = 0; row < 53; row++) {
    expect(probabilities[3 * row] + probabilities[3 * row + 1] + probabilities[3 * row + 2]).toBeCloseTo(1, 6)
  }
})

test.each([1, 5, 13, 64])('passes of %i rows change no bit', (capacity) => {
  expect(evaluate(model(capacity), data, data.validation)).toEqual(evaluate(model(), data, data.validation))
  expect(predict(model(capacity), data.features)).toEqual(predict(model(), data.features))
})

test('rows are predicted in the order in which they are asked for', () => {
  const all = predict(model(), data.features)
  const some = predict(model(), data.features, Uint32Array.from([7, 2, 7]))
  expect([...some]).toEqual([7, 2, 7].flatMap((row) => [...all.subarray(3 * row, 3 * row + 3)]))
})

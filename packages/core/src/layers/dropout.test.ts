import { expect, test } from 'vitest'
import { referenceKernels } from '../kernels/index.ts'
import { dropout } from './dropout.ts'

const kernels = referenceKernels({ precision: 'float64' })

function ones(count: number) {
  return kernels.floats(count).fill(1)
}

test('evaluation lets everything pass untouched', () => {
  const x = ones(40)
  expect(dropout(kernels, { probability: 0.5, units: 8, capacity: 5, seed: 1, layer: 0 }).forward(x, { rows: 5 })).toBe(
    x,
  )
})

test('what stays is divided by the probability to stay', () => {
  const layer = dropout(kernels, { probability: 0.25, units: 100, capacity: 10, seed: 1, layer: 0 })
  const out = layer.forward(ones(1000), { rows: 10, draw: { epoch: 0, step: 0 } })
  expect(new Set(out)).toEqual(new Set([0, 1 / 0.75]))
})

test.each([0.1, 0.5, 0.9])('the share of dropped units is the probability %f within five deviations', (probability) => {
  const count = 100_000
  const layer = dropout(kernels, { probability, units: count, capacity: 1, seed: 3, layer: 0 })
  const out = layer.forward(ones(count), { rows: 1, draw: { epoch: 0, step: 0 } })
  const dropped = out.filter((value) => value === 0).length
  expect(Math.abs(dropped - count * probability)).toBeLessThan(5 * Math.sqrt(count * probability * (1 - probability)))
})

test('the gradient passes where the unit passed, and nowhere else', () => {
  const layer = dropout(kernels, { probability: 0.5, units: 8, capacity: 5, seed: 1, layer: 0 })
  const out = layer.forward(ones(40), { rows: 5, draw: { epoch: 0, step: 0 } }).slice()
  expect(layer.backward(ones(40), 5)).toEqual(out)
})

test.each([
  ['epoch', { draw: { epoch: 1, step: 0 } }],
  ['step', { draw: { epoch: 0, step: 1 } }],
  ['layer', { layer: 1 }],
  ['seed', { seed: 2 }],
])('another %s drops other units, the same place the same units', (_, change) => {
  const mask = ({ seed = 1, layer = 0, draw = { epoch: 0, step: 0 } }) => {
    const made = dropout(kernels, { probability: 0.5, units: 64, capacity: 1, seed, layer })
    return [...made.forward(ones(64), { rows: 1, draw })]
  }
  expect(mask(change)).toEqual(mask(change))
  expect(mask(change)).not.toEqual(mask({}))
})

test.each([
  [1e-9, 1, 'nearly all units stay'],
  [1 - 1e-9, 0, 'nearly all units go'],
])('at the probability %f, which 16 bits cannot tell from a certainty, %s', (probability, share) => {
  const count = 10_000
  const layer = dropout(kernels, { probability, units: count, capacity: 1, seed: 3, layer: 0 })
  const out = layer.forward(ones(count), { rows: 1, draw: { epoch: 0, step: 0 } })
  expect(out.filter((value) => value > 0).length / count).toBeCloseTo(share, 2)
  expect(out.every(Number.isFinite)).toBe(true)
})

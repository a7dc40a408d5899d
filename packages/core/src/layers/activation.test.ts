import { describe, expect, test } from 'vitest'
import { type ActivationName, referenceKernels } from '../kernels/index.ts'
import { gradientError, weightedSum } from '../testing/gradient-check.ts'
import { activation } from './activation.ts'

const kernels = referenceKernels({ precision: 'float64' })
const [rows, units] = [2, 6]

function input() {
  const x = kernels.floats(rows * units)
  x.set([-3, -1.5, -0.4, -0.01, 0.02, 0.3, 0.7, 1.1, 1.9, 2.5, 4, 6])
  return x
}

describe.each<[ActivationName, (x: number) => number]>([
  ['relu', (x) => Math.max(0, x)],
  ['sigmoid', (x) => 1 / (1 + Math.exp(-x))],
  ['tanh', (x) => Math.tanh(x)],
  ['identity', (x) => x],
])('%s', (name, f) => {
  test('is its formula, element by element', () => {
    const out = activation(kernels, name, units).forward(input(), { rows })
    for (const [i, x] of input().entries()) expect(out[i]).toBeCloseTo(f(x), 14)
  })

  test('has the slope of its output as its gradient', () => {
    const layer = activation(kernels, name, units)
    const weights = input().map((x) => 0.3 + x * x)
    const x = input()
    const objective = () => weightedSum(layer.forward(x.slice(), { rows }), weights)
    objective()
    expect(gradientError(objective, x, layer.backward(weights.slice(), rows)!)).toBeLessThan(1e-8)
  })

  test('leaves rows beyond the pass as they are', () => {
    expect([...activation(kernels, name, units).forward(input(), { rows: 1 })].slice(units)).toEqual(
      [...input()].slice(units),
    )
  })
})

import { expect, test } from 'vitest'
import { referenceKernels } from '../kernels/index.ts'
import { gradientError, weightedSum } from '../testing/gradient-check.ts'
import { dense } from './dense.ts'

const kernels = referenceKernels({ precision: 'float64' })

function filled(count: number, salt: number) {
  const values = kernels.floats(count)
  for (let i = 0; i < count; i++) values[i] = Math.sin(salt + 7 * i)
  return values
}

test('a dense layer multiplies by its weights and adds its bias', () => {
  const layer = dense(kernels, { name: 'layers.0', inputs: 2, units: 3, capacity: 1 })
  layer.parameters[0].values.set([1, 2, 3, 10, 20, 30])
  layer.parameters[1].values.set([100, 200, 300])
  const x = kernels.floats(2)
  x.set([5, 7])
  expect([...layer.forward(x, { rows: 1 })]).toEqual([175, 350, 525])
})

test('a dense layer is named, [inputs, units], and zero until weights are drawn', () => {
  const [weight, bias] = dense(kernels, { name: 'layers.4', inputs: 2, units: 3, capacity: 1 }).parameters
  expect([weight.name, weight.shape, [...weight.values]]).toEqual(['layers.4.weight', [2, 3], [0, 0, 0, 0, 0, 0]])
  expect([bias.name, bias.shape, [...bias.values]]).toEqual(['layers.4.bias', [3], [0, 0, 0]])
})

test('its gradients by weights, bias and input are the slopes of its output, for a pass of fewer rows than it holds', () => {
  const [rows, inputs, units] = [3, 4, 5]
  const layer = dense(kernels, { name: 'layers.0', inputs, units, capacity: rows + 2 })
  const [weight, bias] = layer.parameters
  weight.values.set(filled(inputs * units, 1))
  bias.values.set(filled(units, 2))
  const [x, gradOut] = [filled(rows * inputs, 3), filled(rows * units, 4)]
  const objective = () => weightedSum(layer.forward(x, { rows }), gradOut)
  objective()
  const gradIn = layer.backward(gradOut, rows)!
  expect(gradientError(objective, weight.values, weight.grad)).toBeLessThan(1e-9)
  expect(gradientError(objective, bias.values, bias.grad)).toBeLessThan(1e-9)
  expect(gradientError(objective, x, gradIn)).toBeLessThan(1e-9)
})

test('a first layer computes no gradient by the data, and the same others', () => {
  const layers = [true, false].map((inputGradient) =>
    dense(kernels, { name: 'layers.0', inputs: 4, units: 5, capacity: 3, inputGradient }),
  )
  const gradIns = layers.map((layer) => {
    layer.forward(filled(12, 3), { rows: 3 })
    return layer.backward(filled(15, 4), 3)
  })
  expect(gradIns[0]).toBeDefined()
  expect(gradIns[1]).toBeUndefined()
  expect(layers[1].parameters[0].grad).toEqual(layers[0].parameters[0].grad)
})

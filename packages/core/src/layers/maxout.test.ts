import { describe, expect, test } from 'vitest'
import { referenceKernels } from '../kernels/index.ts'
import { fillRowMajor, type Matrix } from '../kernels/matrix.ts'
import { exactValues } from '../testing/exact-values.ts'
import { layerStack } from '../testing/layer-stack.ts'
import { maxoutSpec } from '../testing/network-zoo.ts'

const ALL = { isTraining: true, drops: true }

describe('maxout', () => {
  /** One input 2, one unit, pieces with these weights; the gradient by the output is 1. */
  function pieces(weights: readonly number[]) {
    const kernels = referenceKernels({ precision: 'float64' })
    const x = kernels.matrix(1, 1)
    fillRowMajor(x, [2])
    const stack = layerStack(kernels, [maxoutSpec(1, { pieces: weights.length, bias: 0 })], x)
    const [weight, bias] = [stack.parameter('layers.0.weight'), stack.parameter('layers.0.bias')]
    weight.write(weights, weight.values)
    stack.forward({ rows: 1, ...ALL })
    const y = (stack.output.values as Matrix).values[0]
    ;(stack.output.gradient as Matrix).values[0] = 1
    stack.backward()
    return { y, weight: exactValues(weight, weight.gradient), bias: exactValues(bias, bias.gradient) }
  }

  test('is the largest of its pieces, which alone gets the gradient', () => {
    expect(pieces([-1, 3, 2])).toEqual({ y: 6, weight: [0, 2, 0], bias: [0, 1, 0] })
  })

  test('gives the gradient to the first of pieces that are equal', () => {
    expect(pieces([1, 3, 3, 3])).toEqual({ y: 6, weight: [0, 2, 0, 0], bias: [0, 1, 0, 0] })
    expect(pieces([-1, -1])).toEqual({ y: -2, weight: [2, 0], bias: [1, 0] })
  })
})

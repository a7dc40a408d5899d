import { type RandomStream, randomStream } from '@hypersweep/numbers'
import { describe, expect, it } from 'vitest'
import type { ActivationName, ClassSize, Floats, Kernels } from '../kernels.ts'
import { referenceKernels } from '../reference.ts'
import { floatsOf } from './adapter.ts'

/** Runs one operation on fresh arrays and returns what it wrote. */
type Operation = (kernels: Kernels, stream: RandomStream) => Floats[]

const ACTIVATIONS: readonly ActivationName[] = ['identity', 'relu', 'sigmoid', 'tanh']
const { NaN: nan, POSITIVE_INFINITY: inf } = Number

/** Numbers at which float32 code goes wrong: zeros, denormals, the ends of the range, Infinity, NaN. */
const SPECIAL = [
  0,
  -0,
  1,
  -1,
  2 ** -149,
  -(2 ** -149),
  2 ** -127,
  2 ** -126,
  3.4e38,
  -3.4e38,
  88.7,
  -103.9,
  inf,
  -inf,
  nan,
]

// biome-ignore format: a table
const SHAPES: readonly (readonly [rows: number, inputs: number, outputs: number])[] = [
  ...Array.from({ length: 17 }, (_, i) => [1 + (i % 6), 1 + ((i * 5) % 11), 1 + i] as const),
  [1, 1, 1], [3, 1, 8], [4, 8, 8], [8, 16, 16], [64, 33, 10], [2, 100, 3], [13, 7, 25], [5, 64, 4], [12, 9, 32],
]

/** Every bit of every operation equals that of the float32 reference; one NaN is as good as another. */
export function bitEqualityConformance(name: string, make: () => Kernels): void {
  const tested = make()
  const reference = referenceKernels({ precision: 'float32' })

  /** Where the two adapters differ; undefined where they do not. */
  const difference = (seed: number, operation: Operation) => {
    const [actual, expected] = [tested, reference].map((kernels) => operation(kernels, randomStream(seed, 'data')))
    const found = actual.map((floats, i) => firstDifference(floats, expected[i])).find((text) => text !== undefined)
    tested.release()
    return found
  }

  describe(`${name} equals the float32 reference in every bit`, () => {
    it.each(kinds)('of the dense products, $kind values', ({ draw }) => {
      for (const [seed, shape] of SHAPES.entries()) {
        expect(difference(seed, denseProducts(draw, shape))).toBeUndefined()
      }
    })

    it.each(kinds)('of activations and products, $kind values', ({ draw }) => {
      for (const [seed, count] of [1, 2, 3, 4, 5, 15, 64, 1021].entries()) {
        for (const name of ACTIVATIONS) expect(difference(seed, activation(draw, name, count))).toBeUndefined()
      }
    })

    it('of sigmoid and tanh at 200000 places all over float32', () => {
      const bits = Int32Array.from({ length: 200_000 }, (_, i) => Math.imul(i, 0x9e3779b1))
      const places = new Float32Array(bits.buffer)
      const draw: Draw = (kernels) => floatsOf(kernels, places)
      for (const name of ACTIVATIONS) expect(difference(0, activation(draw, name, places.length))).toBeUndefined()
    })

    it.each(kinds)('of softmax and cross-entropy, $kind values', ({ draw }) => {
      for (let classes = 1; classes <= 33; classes++) {
        expect(difference(classes, crossEntropy(draw, { rows: 1 + (classes % 7), classes }))).toBeUndefined()
      }
    })

    it('of dropout masks', () => {
      for (const [layer, count] of [1, 5, 32, 33, 1000].entries()) {
        expect(difference(layer, dropoutMask(layer, count))).toBeUndefined()
      }
    })

    it.each(kinds)('of the optimizers, $kind values', ({ draw }) => {
      for (const [seed, count] of [1, 3, 4, 7, 130].entries()) {
        expect(difference(seed, optimizerSteps(draw, count))).toBeUndefined()
      }
    })
  })
}

type Draw = (kernels: Kernels, count: number, stream: RandomStream) => Floats

const kinds: readonly { kind: string; draw: Draw }[] = [
  { kind: 'ordinary', draw: drawing((stream) => 4 * stream.normal()) },
  { kind: 'many zeros among', draw: drawing((stream) => (stream.uniform() < 0.5 ? 0 : stream.normal())) },
  { kind: 'denormal', draw: drawing((stream) => stream.normal() * 2 ** -(64 + stream.below(80))) },
  { kind: 'large', draw: drawing((stream) => stream.normal() * 2 ** stream.below(128)) },
  { kind: 'special', draw: drawing((stream) => SPECIAL[stream.below(SPECIAL.length)]) },
]

function drawing(next: (stream: RandomStream) => number): Draw {
  return (kernels, count, stream) =>
    floatsOf(
      kernels,
      Array.from({ length: count }, () => next(stream)),
    )
}

function denseProducts(draw: Draw, [rows, inputs, outputs]: (typeof SHAPES)[number]): Operation {
  const size = { rows, inputs, outputs }
  return (kernels, stream) => {
    const [x, weights] = [draw(kernels, rows * inputs, stream), draw(kernels, inputs * outputs, stream)]
    const [bias, gradOut] = [draw(kernels, outputs, stream), draw(kernels, rows * outputs, stream)]
    const [out, gradIn] = [kernels.floats(rows * outputs), kernels.floats(rows * inputs)]
    const [gradWeights, gradBias] = [kernels.floats(inputs * outputs), kernels.floats(outputs)]
    kernels.denseForward(x, weights, bias, out, size)
    kernels.denseGradients(x, gradOut, gradWeights, gradBias, size)
    kernels.denseBackward(gradOut, weights, gradIn, size)
    return [out, gradWeights, gradBias, gradIn]
  }
}

function activation(draw: Draw, name: ActivationName, count: number): Operation {
  return (kernels, stream) => {
    const [x, gradOut] = [draw(kernels, count, stream), draw(kernels, count, stream)]
    const [out, gradIn, product] = [kernels.floats(count), kernels.floats(count), kernels.floats(count)]
    kernels.activate(name, x, out, count)
    kernels.activateBackward(name, out, gradOut, gradIn, count)
    kernels.multiply(x, gradOut, product, count)
    return [out, gradIn, product]
  }
}

function crossEntropy(draw: Draw, size: ClassSize): Operation {
  return (kernels, stream) => {
    const logits = draw(kernels, size.rows * size.classes, stream)
    const labels = kernels.integers(size.rows)
    for (let r = 0; r < size.rows; r++) labels[r] = stream.below(size.classes)
    const [probabilities, gradient] = [kernels.floats(logits.length), kernels.floats(logits.length)]
    const losses = kernels.floats(size.rows)
    kernels.softmax(logits, probabilities, size)
    kernels.softmaxCrossEntropy(logits, labels, losses, gradient, size)
    return [probabilities, losses, gradient]
  }
}

function dropoutMask(layer: number, count: number): Operation {
  return (kernels, stream) => {
    const seed = stream.below(2 ** 21) * 2 ** 32 + stream.nextUint32()
    const mask = kernels.floats(count)
    const draw = { seed, layer, epoch: stream.below(1000), step: stream.nextUint32() }
    kernels.dropoutMask(mask, count, 1 + stream.below(65_535), draw)
    return [mask]
  }
}

/** Two steps of each optimizer, one after the other on the same weights. */
function optimizerSteps(draw: Draw, count: number): Operation {
  return (kernels, stream) => {
    const [weights, grad] = [draw(kernels, count, stream), draw(kernels, count, stream)]
    const [v, s] = [kernels.floats(count), kernels.floats(count)]
    const options = { learningRate: stream.uniform(), weightDecay: 0.1 * stream.below(2), momentum: 0.9, epsilon: 1e-8 }
    const adam = { ...options, stepSize: 0.1, rootScale: 1.1, beta1: 0.9, beta2: 0.999 }
    const steps = [
      () => kernels.sgd(weights, grad, count, options),
      () => kernels.momentum(weights, grad, v, count, options),
      () => kernels.nesterov(weights, grad, v, count, options),
      () => kernels.rmsprop(weights, grad, s, v, count, { ...options, decayRate: 0.99 }),
      () => kernels.adam(weights, grad, v, s, count, adam),
    ]
    return steps.flatMap((step) => {
      for (let time = 0; time < 2; time++) step()
      return [weights, v, s].map((floats) => floats.slice())
    })
  }
}

function firstDifference(actual: Floats, expected: Floats): string | undefined {
  const i = actual.findIndex((value: number, at: number) => !Object.is(value, expected[at]))
  return i < 0 ? undefined : `element ${i} is ${actual[i]}, the reference has ${expected[i]}`
}

import { describe, expect, it } from 'vitest'
import { type ImageSize, type Images, type Window, windowsOf } from '../images.ts'
import {
  columnsOf,
  countOf,
  type ImageAdapter,
  imagesOf,
  matrixOf,
  noise,
  restOf,
  specials,
  valuesOf,
  valuesOfMatrix,
} from './image-values.ts'

/** [rows, height, width, channels, units, kernel, stride, padding, border more than the padding, packed] */
type Shape = [number, number, number, number, number, number, number, number, number, boolean]

const SHAPES: Shape[] = [
  [1, 1, 1, 1, 1, 1, 1, 0, 0, false],
  [3, 9, 8, 1, 8, 3, 1, 1, 0, true],
  [2, 7, 7, 1, 20, 3, 1, 1, 0, true],
  [2, 16, 15, 1, 3, 3, 2, 1, 1, true],
  [2, 9, 9, 1, 6, 5, 1, 2, 0, true],
  [2, 8, 10, 3, 8, 3, 1, 1, 0, true],
  [2, 8, 6, 8, 16, 3, 1, 1, 0, false],
  [3, 14, 14, 8, 16, 3, 1, 1, 1, false],
  [2, 6, 5, 6, 16, 5, 1, 0, 0, false],
  [2, 5, 9, 12, 40, 3, 1, 1, 0, false],
  [1, 7, 12, 16, 24, 3, 2, 1, 0, false],
  [2, 6, 7, 40, 9, 2, 2, 0, 0, false],
  [2, 3, 2, 8, 8, 3, 1, 1, 0, false],
  [1, 5, 4, 2, 3, 1, 1, 2, 0, false],
  [2, 10, 11, 8, 16, 4, 3, 1, 0, false],
]

/** An adapter gives the bits of the reference, in every shape, and touches nothing that is not its own. */
export function imageBitsConformance(adapter: ImageAdapter, reference: ImageAdapter): void {
  describe(`${adapter.name} has the bits of ${reference.name} in`, () => {
    describe.each(SHAPES)(
      'rows %i, %i × %i × %i to %i, kernel %i, stride %i, padding %i, border +%i, packed %s',
      (...shape) => {
        it.each(['finite', 'special', 'sparse'] as const)('a convolution of %s values', (kind) => {
          for (const rectifies of [false, true])
            expect(convolve(adapter, shape, kind, rectifies)).toEqual(convolve(reference, shape, kind, rectifies))
        })

        it('a convolution with a pool behind it', () => {
          for (const kind of ['finite', 'special'] as const)
            expect(convolveAndPool(adapter, shape, kind)).toEqual(convolveAndPool(reference, shape, kind))
        })

        it.each([0, 0.5, 0.9])('the way back through a convolution, %f of the gradients zero', (zeros) => {
          for (const hasInput of [false, true])
            expect(back(adapter, shape, zeros, hasInput)).toEqual(back(reference, shape, zeros, hasInput))
        })

        it('the way back through convolution and pool', () => {
          for (const hasInput of [false, true])
            expect(backThroughPool(adapter, shape, hasInput)).toEqual(backThroughPool(reference, shape, hasInput))
        })
      },
    )
  })
}

type Kind = 'finite' | 'special' | 'sparse'

function numbers(kind: Kind, count: number, seed: number): number[] {
  if (kind === 'special') return specials(count, seed, false)
  return noise(count, seed, kind === 'sparse' ? 0.8 : 0)
}

function operands(adapter: ImageAdapter, shape: Shape, kind: Kind) {
  const [rows, height, width, channels, units, kernel, stride, padding, more, packed] = shape
  const size = { rows, height, width, channels, border: padding + more, packed, gap: Number.NaN }
  const window: Window = { kernel, stride, padding }
  const terms = kernel * kernel * channels
  const outSize: ImageSize = { height: windowsOf(height, window), width: windowsOf(width, window), channels: units }
  return {
    x: imagesOf(adapter, size, numbers(kind, countOf(size), 1)),
    weights: matrixOf(adapter, terms, units, numbers(kind === 'sparse' ? 'finite' : kind, terms * units, 2)),
    bias: columnsOf(adapter, numbers('finite', units, 3)),
    window,
    outSize,
    // One image is there and not in use.
    capacity: rows + 1,
    rows,
  }
}

function convolve(adapter: ImageAdapter, shape: Shape, kind: Kind, rectifies: boolean) {
  const { x, weights, bias, window, outSize, capacity, rows } = operands(adapter, shape, kind)
  const out = adapter.memory.images(capacity, { ...outSize, border: 2 })
  adapter.operations.convolution({ x, weights, bias, out, ...window, rows, rectifies })
  expect(borderAndRest(out, rows)).toBe(true)
  return valuesOf(out, rows)
}

/** Whether border and images not in use are zero still. */
function borderAndRest(images: Images, rows: number): boolean {
  const cleared = { ...images, values: images.values.slice() }
  for (let r = 0; r < rows; r++) {
    for (let y = 0; y < images.height; y++) {
      const from =
        ((r * (images.height + 2 * images.border) + y + images.border) * (images.width + 2 * images.border) +
          images.border) *
        images.pixel
      cleared.values.fill(0, from, from + images.width * images.pixel)
    }
  }
  return cleared.values.every((value) => value === 0)
}

function pooled(size: ImageSize): ImageSize {
  return { ...size, height: Math.floor(size.height / 2), width: Math.floor(size.width / 2) }
}

function convolveAndPool(adapter: ImageAdapter, shape: Shape, kind: Kind) {
  const { x, weights, bias, window, outSize, capacity, rows } = operands(adapter, shape, kind)
  const sums = adapter.memory.images(capacity, outSize)
  const out = adapter.memory.images(capacity, { ...pooled(outSize), border: 1 })
  adapter.operations.pooledConvolution({ x, weights, bias, sums, out, ...window, rows })
  expect(borderAndRest(out, rows)).toBe(true)
  return [valuesOf(sums, rows), valuesOf(out, rows)]
}

function gradients(adapter: ImageAdapter, { x, weights }: ReturnType<typeof operands>, hasInput: boolean) {
  return {
    gradWeights: adapter.memory.matrix(weights.rows, weights.columns),
    gradBias: columnsOf(adapter, noise(weights.columns, 9)),
    ...(hasInput && { gradIn: adapter.memory.images(x.capacity + 1, { ...x, border: 1, packed: false }) }),
  }
}

function results({ gradWeights, gradBias, gradIn }: ReturnType<typeof gradients>, rows: number) {
  if (gradIn) expect(restOf(gradIn, rows).every((value) => value === 0)).toBe(true)
  return [valuesOfMatrix(gradWeights), [...gradBias], gradIn && valuesOf(gradIn, rows)]
}

function back(adapter: ImageAdapter, shape: Shape, zeros: number, hasInput: boolean) {
  const given = operands(adapter, shape, 'finite')
  const { x, weights, window, outSize, rows } = given
  const size = { ...outSize, rows, border: 1 }
  const gradOut = imagesOf(adapter, size, noise(countOf(size), 5, zeros))
  const found = gradients(adapter, given, hasInput)
  adapter.operations.convolutionBackward({ x, weights, gradOut, ...found, ...window, rows })
  return results(found, rows)
}

function backThroughPool(adapter: ImageAdapter, shape: Shape, hasInput: boolean) {
  const given = operands(adapter, shape, 'finite')
  const { x, weights, window, outSize, rows } = given
  const size = { ...outSize, rows }
  // Whole numbers, so that windows have more than one largest.
  const sums = imagesOf(adapter, size, noise(countOf(size), 6).map(Math.round))
  const smaller = { ...pooled(outSize), rows, border: 1 }
  const gradOut = imagesOf(adapter, smaller, noise(countOf(smaller), 7, 0.2))
  const out = imagesOf(adapter, smaller, noise(countOf(smaller), 8, 0.3))
  const found = gradients(adapter, given, hasInput)
  adapter.operations.pooledConvolutionBackward({ x, weights, gradOut, sums, out, ...found, ...window, rows })
  return results(found, rows)
}

import { type RandomStream, randomStream, seedKey } from '@hypersweep/numbers'
import { describe, expect, it } from 'vitest'
import type { Floats } from '../../formula/floats.ts'
import type { Kernels } from '../kernels.ts'
import type { Matrix } from '../matrix.ts'
import { referenceKernels } from '../reference.ts'
import { floatsOf, gradientsOf, integersOf, matrixOf, run, runPanels, sparseOf, valuesOf } from './adapter.ts'

/** Runs some operations on fresh arrays and returns what they wrote. */
type Operation = (kernels: Kernels, stream: RandomStream) => (readonly number[] | Floats)[]
type Draw = (stream: RandomStream) => number
type Shape = readonly [rows: number, inputs: number, columns: number]

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

/** Numbers at which float32 code goes wrong: zeros, denormals, the ends of the range. */
const EDGES = [0, -0, 1, -1, 2 ** -149, -(2 ** -149), 2 ** -127, 2 ** -126, 3.4e38, -3.4e38, 88.7, -103.9]
const SPECIAL = [...EDGES, inf, -inf, nan]

const KINDS: readonly { kind: string; draw: Draw }[] = [
  { kind: 'ordinary', draw: (stream) => 4 * stream.normal() },
  { kind: 'half zeros', draw: (stream) => (stream.uniform() < 0.5 ? 0 : stream.normal()) },
  { kind: 'nearly all zeros', draw: (stream) => (stream.uniform() < 0.95 ? 0 : stream.normal()) },
  { kind: 'all zeros of both signs', draw: (stream) => (stream.uniform() < 0.5 ? 0 : -0) },
  { kind: 'denormal', draw: (stream) => stream.normal() * 2 ** -(64 + stream.below(80)) },
  { kind: 'large', draw: (stream) => stream.normal() * 2 ** stream.below(60) },
  { kind: 'extreme', draw: (stream) => EDGES[stream.below(EDGES.length)]! * 2 ** -32 },
]

/** All sizes from 1 to 40 in rows, inputs and columns, edges of panels and of blocks. */
const SHAPES: readonly Shape[] = [
  ...Array.from({ length: 40 }, (_, i) => [1 + ((i * 7) % 40), 1 + ((i * 23) % 40), 1 + i] as const),
  ...[15, 16, 33].flatMap((rows) => [16, 17, 32].map((inputs) => [rows, inputs, 32 + (rows % 3)] as const)),
  // biome-ignore format: a table
  ...([[1, 1, 1], [3, 63, 8], [4, 64, 16], [5, 65, 24], [2, 127, 3], [3, 128, 33], [2, 129, 40], [64, 70, 10], [129, 5, 40], [2, 300, 70]] as const),
]

/** Every bit of every operation but those on images equals that of the float32 reference; one NaN is as good as another. */
export function bitEqualityConformance(name: string, make: () => Kernels): void {
  const tested = make()
  const reference = referenceKernels({ precision: 'float32' })

  /** Where the two adapters differ; undefined where they do not. */
  const difference = (seed: number, operation: Operation) => {
    const [actual, expected] = [tested, reference].map((kernels) => operation(kernels, randomStream(seed, 'data')))
    const found = actual!.map((values, i) => firstDifference(values, expected![i]!))
    tested.release()
    return found.find((text) => text !== undefined)
  }

  describe(`${name} equals the float32 reference in every bit`, () => {
    it.each(KINDS)('of products and gradients in all their forms, $kind values', ({ draw }) => {
      for (const [seed, shape] of SHAPES.entries()) {
        expect([shape, difference(seed, products(draw, shape))]).toEqual([shape, undefined])
      }
    })

    it('of products and gradients of numbers that are not finite, where no zero meets them', () => {
      const nonzero = SPECIAL.filter((value) => value !== 0)
      const draw: Draw = (stream) => nonzero[stream.below(nonzero.length)]!
      for (const [seed, shape] of SHAPES.entries()) expect(difference(seed, products(draw, shape))).toBeUndefined()
    })

    it.each([...KINDS, { kind: 'special', draw: (stream: RandomStream) => SPECIAL[stream.below(SPECIAL.length)]! }])(
      'of what runs along rows and columns, $kind values',
      ({ draw }) => {
        for (const [seed, shape] of SHAPES.entries()) expect(difference(seed, reductions(draw, shape))).toBeUndefined()
      },
    )

    it('of dropout', () => {
      for (const [seed, [rows, , columns]] of SHAPES.entries()) {
        expect(difference(seed, dropout(rows, columns))).toBeUndefined()
      }
    })
  })

  it(`${name}: a left operand gives the same bits dense, as one that may have zeros, and sparse`, () => {
    for (const { draw } of KINDS) {
      for (const [seed, shape] of SHAPES.entries()) {
        const [dense, maybe, sparse] = thirds(products(draw, shape)(tested, randomStream(seed, 'data')))
        expect(maybe).toEqual(dense)
        expect(sparse).toEqual(dense)
        tested.release()
      }
    }
  })
}

function thirds<T>(list: readonly T[]): T[][] {
  const third = list.length / 3
  return [0, 1, 2].map((i) => list.slice(i * third, (i + 1) * third))
}

function drawn(draw: Draw, count: number, stream: RandomStream): Float32Array {
  return Float32Array.from({ length: count }, () => draw(stream))
}

/** x·w and xᵀ·g of x dense, of x that may have zeros, and of x sparse. */
function products(draw: Draw, [rows, inputs, columns]: Shape): Operation {
  return (kernels, stream) => {
    const x = drawn(draw, rows * inputs, stream)
    const weights = matrixOf(kernels, columns, drawn(draw, inputs * columns, stream))
    const gradOut = matrixOf(kernels, columns, drawn(draw, rows * columns, stream))
    const dense = matrixOf(kernels, inputs, x)
    const forms = [{ x: dense }, { x: dense, mayHaveZeros: true }, { x: sparseOf(kernels, inputs, x) }]
    return forms.flatMap((form) => {
      const out = kernels.matrix(rows, columns)
      run(kernels, ({ product }) => product({ ...form, weights, out, rows }))
      const gradient = gradientsOf(kernels, { ...form, gradOut, rows })
      return [valuesOf(out), valuesOf(gradient), paddingOf(gradient)]
    })
  }
}

/** The columns past the last, where all values are finite. */
function paddingOf(matrix: Matrix): number[] {
  const whole = { ...matrix, columns: 16 * Math.ceil(matrix.columns / 16) }
  if (!valuesOf(matrix).every(Number.isFinite)) return []
  return valuesOf(whole).filter((_, i) => i % whole.columns >= matrix.columns)
}

function reductions(draw: Draw, [rows, capacity, columns]: Shape): Operation {
  return (kernels, stream) => {
    const all = rows + (capacity % 3)
    const [x, y] = [1, 2].map(() => matrixOf(kernels, columns, drawn(draw, all * columns, stream)))
    const labels = integersOf(
      kernels,
      Array.from({ length: rows }, () => stream.below(columns)),
    )
    const [maxima, sums, hits] = [kernels.floats(all), kernels.floats(all), kernels.floats(all)]
    const [targets, turned] = [kernels.matrix(all, columns), kernels.matrix(columns, all)]
    const loaded = kernels.matrix(all, columns)
    const from = floatsOf(kernels, drawn(draw, rows * columns, stream))
    const [squares, scale] = [kernels.doubles(1), kernels.floats(1)]
    run(kernels, (to) => {
      to.rowMaxima({ x: x!, rows, out: maxima })
      to.rowSums({ x: x!, rows, out: sums })
      to.hits({ x: x!, rows, labels, out: hits })
      to.oneHot({ labels, out: targets, rows, on: 0.9, off: 0.1 })
      to.transpose({ from: x!, to: turned })
      to.loadRows({ from, to: loaded, rows })
      to.sumOfSquares({ x: y!, out: squares })
      to.clipScale({ squares, limit: 0.3, out: scale })
    })
    const width = 16 * Math.ceil(columns / 16)
    const byColumn = Array.from({ length: 5 }, () => kernels.floats(width))
    const [total, product, mean, variance, largest] = byColumn as [Floats, Floats, Floats, Floats, Floats]
    const follow = [
      kernels.columnSums(x!, total),
      kernels.columnProducts(x!, y!, product),
      kernels.columnMoments(x!, mean, variance),
      kernels.columnMaxima(x!, largest),
    ]
    run(kernels, ({ panels }) => panels(columns, rows, follow))
    const matrices = [targets, turned, loaded].map((matrix) => valuesOf(matrix))
    return [maxima, sums, hits, scale, squares as Floats, ...matrices, ...byColumn]
  }
}

function dropout(rows: number, columns: number): Operation {
  return (kernels, stream) => {
    const from = matrixOf(
      kernels,
      columns,
      drawn((each) => each.normal(), rows * columns, stream),
    )
    const to = kernels.matrix(rows, columns)
    const draw = integersOf(kernels, [...seedKey(stream.below(2 ** 31)), stream.below(1000), stream.below(1e6)])
    const call = { threshold: 1 + stream.below(65_535), layer: stream.below(9), draw }
    runPanels(kernels, from, kernels.dropout({ from, to, ...call }), kernels.dropout({ from, to: from, ...call }))
    return [valuesOf(to), valuesOf(from)]
  }
}

function firstDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): string | undefined {
  if (actual.length !== expected.length) return `lengths ${actual.length} and ${expected.length}`
  for (let i = 0; i < actual.length; i++) {
    if (!Object.is(actual[i], expected[i])) return `element ${i} is ${actual[i]}, the reference has ${expected[i]}`
  }
  return undefined
}

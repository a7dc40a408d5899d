import { type RandomStream, randomStream } from '@hypersweep/numbers'
import type { Floats } from '../../formula/floats.ts'
import { type ImageOperations, type ImageSize, type Images, imageOffset } from '../images.ts'
import { fillRowMajor, type Matrix, offsetOf } from '../matrix.ts'

/** What the suites of images run on: operations that are done when they return, and the memory that they work in. */
export interface ImageAdapter {
  name: string
  precision: 'float32' | 'float64'
  memory: {
    floats(count: number): Floats
    integers(count: number): Int32Array
    matrix(rows: number, columns: number): Matrix
    images(capacity: number, size: ImageSize): Images
  }
  operations: ImageOperations
}

/** Images whose values, [rows, height, width, channels] row-major, come from `values`; gaps hold what must not matter. */
export function imagesOf(
  { memory }: ImageAdapter,
  size: ImageSize & { rows: number; gap?: number },
  values: ArrayLike<number>,
): Images {
  const images = memory.images(size.rows, size)
  eachPixel(images, size.rows, (r, y, x, pixel) => {
    const at = imageOffset(images, r, y, x, 0)
    images.values.fill(size.gap ?? 0, at, at + images.pixel)
    for (let c = 0; c < images.channels; c++) images.values[at + c] = values[pixel * images.channels + c]
  })
  return images
}

/** The values row by row, without border and gaps. */
export function valuesOf(images: Images, rows = images.capacity): number[] {
  const values: number[] = []
  eachPixel(images, rows, (r, y, x) => {
    const at = imageOffset(images, r, y, x, 0)
    values.push(...images.values.subarray(at, at + images.channels))
  })
  return values
}

/** What is no value of the first `rows` images: border, gaps, and further images. */
export function restOf(images: Images, rows: number): number[] {
  const rest = images.values.slice()
  eachPixel(images, rows, (r, y, x) => {
    const at = imageOffset(images, r, y, x, 0)
    rest.fill(0, at, at + images.channels)
  })
  return [...rest]
}

function eachPixel(
  { height, width }: Images,
  rows: number,
  visit: (r: number, y: number, x: number, pixel: number) => void,
): void {
  for (let pixel = 0; pixel < rows * height * width; pixel++) {
    visit(Math.floor(pixel / (height * width)), Math.floor(pixel / width) % height, pixel % width, pixel)
  }
}

export function countOf({ rows, height, width, channels }: ImageSize & { rows: number }): number {
  return rows * height * width * channels
}

export function matrixOf({ memory }: ImageAdapter, rows: number, columns: number, values: ArrayLike<number>): Matrix {
  const matrix = memory.matrix(rows, columns)
  fillRowMajor(matrix, values)
  return matrix
}

/** The values row by row, in the adapter's own precision. */
export function valuesOfMatrix(matrix: Matrix): number[] {
  const { rows, columns, values } = matrix
  return Array.from(
    { length: rows * columns },
    (_, i) => values[offsetOf(matrix, Math.floor(i / columns), i % columns)],
  )
}

/** Numbers for the columns of a matrix: zeros follow up to a multiple of 16. */
export function columnsOf({ memory }: ImageAdapter, values: ArrayLike<number>): Floats {
  const floats = memory.floats(Math.ceil(values.length / 16) * 16)
  floats.set(values)
  return floats
}

/** The same numbers in every adapter; `zeros` is the share of them that is zero. */
export function noise(count: number, seed: number, zeros = 0): number[] {
  const stream = randomStream(seed, 'data')
  return Array.from({ length: count }, () => (stream.uniform() < zeros ? 0 : Math.fround(stream.normal())))
}

/** Numbers among which are zeros of both signs, tiny ones, huge ones, ties and, where asked for, Infinity and NaN. */
export function specials(count: number, seed: number, areFinite = true): number[] {
  const stream = randomStream(seed, 'data')
  const some = areFinite ? FINITE : [...FINITE, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]
  return Array.from({ length: count }, () =>
    stream.uniform() < 0.5 ? pick(some, stream) : Math.fround(stream.normal()),
  )
}

const FINITE = [0, -0, 1, -1, 2 ** -149, -(2 ** -140), 2 ** -126, 2 ** 60, -(2 ** 60), 2 ** -60]

function pick(values: readonly number[], stream: RandomStream): number {
  return values[Math.floor(stream.uniform() * values.length)]
}

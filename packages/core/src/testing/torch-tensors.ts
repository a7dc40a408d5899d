import { type Images, imageOffset } from '../kernels/images.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { fillRowMajor, type Matrix, offsetOf } from '../kernels/matrix.ts'
import type { Flow } from '../layers/layer.ts'

/** As the oracles' files have it: row-major. */
export interface Tensor {
  shape: number[]
  data: number[]
}
export function matrixOf(kernels: Kernels, { shape: [rows, columns], data }: Tensor): Matrix {
  const matrix = kernels.matrix(rows, columns)
  fillRowMajor(matrix, data)
  return matrix
}

/** PyTorch's [rows, channels, height, width]. */
export function imagesOf(
  kernels: Kernels,
  { shape: [rows, channels, height, width], data }: Tensor,
  border = 0,
): Images {
  const images = kernels.images(rows, { height, width, channels, border })
  fillImages(images, data)
  return images
}

export function fillImages(images: Images, data: readonly number[]): void {
  for (const [i, place] of placesOf(images).entries()) images.values[place] = data[i]
}

/** Where the values lie, in PyTorch's order. */
export function placesOf(images: Images): number[] {
  const { capacity, channels, height, width } = images
  return Array.from({ length: capacity * channels * height * width }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width) % height]
    const [c, r] = [Math.floor(i / width / height) % channels, Math.floor(i / width / height / channels)]
    return imageOffset(images, r, y, x, c)
  })
}

export function flowValues(flow: Flow, part: 'values' | 'gradient' = 'values'): number[] {
  const found = flow[part] as Matrix | Images
  return 'capacity' in found ? placesOf(found).map((place) => found.values[place]) : valuesOf(found)
}

export function valuesOf(matrix: Matrix): number[] {
  const { rows, columns, values } = matrix
  return Array.from(
    { length: rows * columns },
    (_, i) => values[offsetOf(matrix, Math.floor(i / columns), i % columns)],
  )
}

/** PyTorch keeps a weight as [out, in], we as [in, out]. */
export function turned({ shape, data }: Tensor): number[] {
  return reordered(data, shape, [1, 0])
}

/** PyTorch's [out, in, y, x] as our [y, x, in, out]. */
export function filters({ shape, data }: Tensor): number[] {
  return reordered(data, shape, [2, 3, 1, 0])
}

/** The values of a tensor with its axes in another order. */
export function reordered(data: readonly number[], shape: readonly number[], axes: readonly number[]): number[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1))
  return data.map((_, i) => {
    let [rest, from] = [i, 0]
    for (const axis of axes.toReversed()) {
      from += (rest % shape[axis]) * strides[axis]
      rest = Math.floor(rest / shape[axis])
    }
    return data[from]
  })
}

export function columnSums({ shape: [rows, columns], data }: Tensor): number[] {
  return Array.from({ length: columns }, (_, c) =>
    Array.from({ length: rows }, (_, r) => data[r * columns + c]).reduce((sum, value) => sum + value),
  )
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

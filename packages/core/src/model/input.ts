import type { Dataset } from '../data/dataset.ts'
import { CoreError } from '../errors.ts'
import type { Floats } from '../formula/floats.ts'
import type { Kernels, Operations, SparseRows } from '../kernels/kernels.ts'
import type { Flow } from '../layers/layer.ts'

/** Where a network takes its rows from. */
export interface NetworkInput {
  readonly flow: Flow
  /** Copies rows of a data set into the kernels' memory, in the order given. */
  fetch(data: Pick<Dataset, 'features' | 'nonzeros'>, rows: Uint32Array): void
  /** Records what is left to do before the first layer. */
  record(operations: Operations, rows: number): void
}

export interface InputSize {
  shape: readonly number[]
  capacity: number
  isSparse?: boolean
}

/** Images where the first layer takes images, that is where it has a border to say; else rows of numbers. */
export function networkInput(
  kernels: Kernels,
  { shape, capacity, isSparse = false }: InputSize,
  imageBorder: number | undefined,
): NetworkInput {
  const inputs = shape.reduce((product, size) => product * size, 1)
  if (imageBorder !== undefined) return imageInput(kernels, capacity, imageShape(shape), imageBorder)
  return isSparse ? sparseInput(kernels, capacity, inputs) : denseInput(kernels, capacity, inputs, false)
}

/** @throws CoreError LAYER_INPUT when rows are no images */
function imageShape(shape: readonly number[]): readonly [number, number, number] {
  const [height, width, channels = 1] = shape
  if (height !== undefined && width !== undefined && shape.length <= 3) return [height, width, channels]
  const got = `The data has rows of shape [${shape.join(', ')}], and the first layer takes images.`
  throw new CoreError('LAYER_INPUT', got, 'Use data of [height, width] or [height, width, channels], or dense layers.')
}

/** Shorter rows are copied number by number: a typed array's `set` costs as much as 30 of them. */
const SHORT_ROW = 32

/** Rows as they are: [capacity, inputs] row-major, then into panels. */
export function denseInput(kernels: Kernels, capacity: number, inputs: number, mayHaveZeros: boolean): NetworkInput {
  const staged = kernels.floats(capacity * inputs)
  const values = kernels.matrix(capacity, inputs)
  return {
    flow: { kind: 'matrix', values, mayHaveZeros, onGradient: () => [] },
    fetch: ({ features }, rows) => copyRows(features, inputs, rows, staged),
    record: (operations, rows) => operations.loadRows({ from: staged, to: values, rows }),
  }
}

/** Rows of images: [capacity, height·width·channels] row-major, then with a border of zeros. */
export function imageInput(
  kernels: Kernels,
  capacity: number,
  [height, width, channels]: readonly [number, number, number],
  border: number,
): NetworkInput {
  const pixels = height * width * channels
  const staged = kernels.floats(capacity * pixels)
  const values = kernels.images(capacity, { height, width, channels, border, packed: true })
  return {
    flow: { kind: 'images', values },
    fetch: ({ features }, rows) => copyRows(features, pixels, rows, staged),
    record: (operations, rows) => operations.loadImages({ from: staged, to: values, rows }),
  }
}

/** Rows without their zeros, as the data set lists them. Room for rows that are all full. */
export function sparseInput(kernels: Kernels, capacity: number, inputs: number): NetworkInput {
  const starts = kernels.integers(capacity + 1)
  const entries = kernels.integers(2 * capacity * inputs)
  const values: SparseRows = { columns: inputs, starts, entries }
  return {
    flow: { kind: 'matrix', values, mayHaveZeros: true, onGradient: () => [] },
    fetch({ nonzeros }, rows) {
      let entry = 0
      for (let i = 0; i < rows.length; i++) {
        const [from, to] = [nonzeros!.starts[rows[i]], nonzeros!.starts[rows[i] + 1]]
        entries.set(nonzeros!.entries.subarray(2 * from, 2 * to), 2 * entry)
        entry += to - from
        starts[i + 1] = entry
      }
    },
    record: () => undefined,
  }
}

function copyRows(features: Float32Array, inputs: number, rows: Uint32Array, to: Floats): void {
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i] * inputs
    if (inputs >= SHORT_ROW) to.set(features.subarray(from, from + inputs), i * inputs)
    else for (let k = 0; k < inputs; k++) to[i * inputs + k] = features[from + k]
  }
}

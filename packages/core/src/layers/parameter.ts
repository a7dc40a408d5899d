import type { Kernels } from '../kernels/kernels.ts'
import { fillRowMajor, type Matrix, rowMajor } from '../kernels/matrix.ts'

/** Weights that training moves, and the gradient of the loss by them; or statistics, which have none. */
export interface Parameter {
  /** As checkpoints call it: `layers.0.weight`. */
  readonly name: string
  /** As checkpoints hold it, row-major. */
  readonly shape: readonly number[]
  /** As the kernels hold it. */
  readonly values: Matrix
  /** Of the same form; written where a gradient is computed whole. */
  readonly gradient: Matrix
  /** Whether max-norm and the ratio of update to weight mean it: true of weights, false of biases and scales. */
  readonly isWeight: boolean
  read(from: Matrix): Float32Array<ArrayBuffer>
  write(from: ArrayLike<number>, to: Matrix): void
}

/** A matrix of weights [inputs, units]. */
export function weight(kernels: Kernels, name: string, rows: number, columns: number): Parameter {
  return {
    name,
    shape: [rows, columns],
    values: kernels.matrix(rows, columns),
    gradient: kernels.matrix(rows, columns),
    isWeight: true,
    read: (from) => rowMajor(from),
    write: (from, to) => fillRowMajor(to, from),
  }
}

/** A number for each unit: a bias, a scale, a running mean. */
export function perUnit(kernels: Kernels, name: string, units: number, value = 0): Parameter {
  const parameter = { ...weight(kernels, name, 1, units), shape: [units], isWeight: false }
  parameter.values.values.fill(value, 0, units)
  return parameter
}

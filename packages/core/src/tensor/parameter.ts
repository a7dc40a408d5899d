import type { Floats, Kernels } from '../kernels/kernels.ts'

/** Weights that training moves, and the gradient of the loss by them; both of `shape`, in the kernels' memory. */
export interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Floats
  readonly grad: Floats
}

/** A parameter of zeros. */
export function parameter(kernels: Kernels, name: string, shape: readonly number[]): Parameter {
  const count = shape.reduce((product, size) => product * size, 1)
  return { name, shape, values: kernels.floats(count), grad: kernels.floats(count) }
}

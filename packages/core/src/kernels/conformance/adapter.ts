import type { Floats, Kernels } from '../kernels.ts'

/** What a conformance suite runs on: a maker of fresh kernels, and the precision that they round to. */
export interface Adapter {
  make(): Kernels
  precision: 'float32' | 'float64'
}

export function floatsOf(kernels: Kernels, values: ArrayLike<number>): Floats {
  const floats = kernels.floats(values.length)
  floats.set(values)
  return floats
}

export function integersOf(kernels: Kernels, values: ArrayLike<number>): Int32Array {
  const integers = kernels.integers(values.length)
  integers.set(values)
  return integers
}

export function repeated(value: number, count: number): number[] {
  return Array.from({ length: count }, () => value)
}

/** The smallest step above 1 in the adapter's precision. */
export function epsilonOf({ precision }: Adapter): number {
  return precision === 'float32' ? 2 ** -23 : 2 ** -52
}

/** The first number to which adding 1 changes nothing. */
export function bigOf(adapter: Adapter): number {
  return 2 / epsilonOf(adapter)
}

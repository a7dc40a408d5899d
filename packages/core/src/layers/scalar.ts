import type { Floats } from '../formula/floats.ts'
import type { Kernels } from '../kernels/kernels.ts'

/** A number in the kernels' memory, for a formula's scalar operand. */
export function scalar(kernels: Kernels, value: number): Floats {
  const place = kernels.floats(1)
  place[0] = value
  return place
}

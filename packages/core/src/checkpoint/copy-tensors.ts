import { CoreError } from '../errors.ts'
import type { Floats } from '../kernels/kernels.ts'
import type { NamedTensor } from './checkpoint.ts'

/** An array in a kernel's memory under the name that it has in a checkpoint. */
export interface NamedArray {
  name: string
  shape: readonly number[]
  values: Floats
}

/** A copy of the arrays as they are now. */
export function copyOut(arrays: readonly NamedArray[]): NamedTensor[] {
  return arrays.map(({ name, shape, values }) => ({ name, shape, data: new Float32Array(values) }))
}

/**
 * Fills the arrays from tensors of the same names and shapes in the same order.
 *
 * @throws CoreError CHECKPOINT_TENSORS when they are not the same
 */
export function copyIn(tensors: readonly NamedTensor[], arrays: readonly NamedArray[]): void {
  const [got, needed] = [signature(tensors), signature(arrays)]
  if (got !== needed) {
    throw new CoreError(
      'CHECKPOINT_TENSORS',
      `The checkpoint holds ${got}.`,
      `The network of its spec needs ${needed}.`,
    )
  }
  arrays.forEach(({ values }, i) => {
    values.set(tensors[i].data)
  })
}

function signature(tensors: readonly { name: string; shape: readonly number[] }[]): string {
  return tensors.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ') || 'no tensors'
}

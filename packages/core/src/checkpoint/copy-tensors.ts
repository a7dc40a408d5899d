import { CoreError } from '../errors.ts'
import type { Matrix } from '../kernels/matrix.ts'
import type { Parameter } from '../layers/parameter.ts'
import type { NamedTensor } from './checkpoint.ts'

/** An array in the kernels' memory under the name that it has in a checkpoint; read and written as `shape` has it, row-major. */
export interface NamedArray {
  name: string
  shape: readonly number[]
  read(): Float32Array
  write(values: Float32Array): void
}

/** A matrix of a parameter's form: its values, or what is kept beside them. */
export function arrayOf(parameter: Parameter, name: string, matrix: Matrix): NamedArray {
  return {
    name,
    shape: parameter.shape,
    read: () => parameter.read(matrix),
    write: (values) => parameter.write(values, matrix),
  }
}

/** A copy of the arrays as they are now. */
export function copyOut(arrays: readonly NamedArray[]): NamedTensor[] {
  return arrays.map(({ name, shape, read }) => ({ name, shape, data: read() }))
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
  arrays.forEach(({ write }, i) => {
    write(tensors[i].data)
  })
}

function signature(tensors: readonly { name: string; shape: readonly number[] }[]): string {
  return tensors.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ') || 'no tensors'
}

import { decodeCheckpoint, modelFromCheckpoint, predict } from '@hypersweep/core'
import { scaledRows } from '@hypersweep/datasets'
import { mainKernels, RunnerError } from '@hypersweep/runner'

/** A trained network. */
export interface Network {
  classNames: readonly string[]
  /** Features of one row: [features] or [height, width, channels]. */
  shape: readonly number[]
  /** Complete epochs. */
  epoch: number
  /**
   * The probability of each class, for each row of raw features: they are scaled as the training data was.
   *
   * @throws RunnerError ROW_FEATURES when a row has more or fewer of them; DatasetError DATA_CELL when one is not finite
   */
  predict(rows: readonly ArrayLike<number>[]): Float32Array[]
}

/**
 * The network in a checkpoint: a `.safetensors` file of a sweep that is named after its epoch, whole again without it.
 *
 * @throws CoreError CHECKPOINT_… when the bytes are no checkpoint, or not as they were written
 */
export async function loadNetwork(checkpoint: Uint8Array): Promise<Network> {
  const decoded = decodeCheckpoint(checkpoint)
  const { classNames, shape, scale } = decoded.data
  const model = modelFromCheckpoint(decoded, await mainKernels())
  return {
    classNames,
    shape,
    epoch: decoded.epoch,
    predict(rows) {
      const features = scaledRows({ shape, values: together(rows, model.inputs) }, scale)
      const probabilities = predict(model, features)
      const { classes } = model
      return rows.map((_, row) => probabilities.slice(row * classes, (row + 1) * classes))
    },
  }
}

function together(rows: readonly ArrayLike<number>[], inputs: number): Float64Array {
  const values = new Float64Array(rows.length * inputs)
  for (const [index, row] of rows.entries()) {
    if (row.length !== inputs) {
      const needed = `The network was trained on ${inputs}; give each row as many.`
      throw new RunnerError('ROW_FEATURES', `Row ${index} has ${row.length} features.`, needed)
    }
    values.set(row, index * inputs)
  }
  return values
}

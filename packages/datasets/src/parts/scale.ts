import type { Scale } from '@hypersweep/core'
import { sum } from '@hypersweep/numbers'
import { DatasetError } from '../errors.ts'
import { sharedFloats } from './shared-arrays.ts'

/** Rows of features as they were read: values [rows, columns.length], row-major. */
export interface RawTable {
  columns: readonly string[]
  values: Float64Array
}

/**
 * Mean and standard deviation (of the population) of each column, over the given rows only. A column with one value
 * has that value as mean and 1 as deviation.
 */
export function standardScale({ columns, values }: RawTable, rows: Uint32Array): Scale {
  const mean: number[] = []
  const deviation: number[] = []
  for (let column = 0; column < columns.length; column++) {
    const column64 = Float64Array.from(rows, (row) => values[row * columns.length + column])
    const isConstant = column64.every((value) => value === column64[0])
    const middle = isConstant ? column64[0] : sum(column64) / rows.length
    const squares = column64.map((value) => (value - middle) * (value - middle))
    mean.push(middle)
    deviation.push(isConstant ? 1 : Math.sqrt(sum(squares) / rows.length))
  }
  return { kind: 'standardize', mean, deviation }
}

/**
 * The network's inputs, rounded to float32, in shared memory.
 *
 * @throws DatasetError DATA_CELL where a value leaves the range of float32
 */
export function scaledFeatures({ columns, values }: RawTable, scale: Scale): Float32Array {
  const features = sharedFloats(values.length)
  for (let i = 0; i < values.length; i++) {
    features[i] = scaleValue(values[i], i % columns.length, scale)
    if (!Number.isFinite(features[i])) throw notFloat32(values[i], columns[i % columns.length])
  }
  return features
}

/** A raw value of the feature in that place, as the network takes it. */
export function scaleValue(value: number, column: number, scale: Scale): number {
  if (scale.kind === 'standardize') return (value - scale.mean[column]) / scale.deviation[column]
  return scale.kind === 'divide' ? value / scale.by : value
}

function notFloat32(value: number, column: string): DatasetError {
  return new DatasetError(
    'DATA_CELL',
    `Column '${column}' holds ${value}, which is too large or too extreme to compute with.`,
    'Use values whose size stays below 3.4e38 after scaling: change the unit or mend the outlier.',
  )
}

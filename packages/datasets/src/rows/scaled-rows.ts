import type { Scale } from '@hypersweep/core'
import { DatasetError } from '../errors.ts'
import { scaleValue } from '../parts/scale.ts'
import type { RawRows } from './raw-rows.ts'

/**
 * The rows as the network's inputs: scaled as its training data was, and rounded to float32 once.
 *
 * @throws DatasetError DATA_CELL where a value is not finite or leaves the range of float32
 */
export function scaledRows(
  { shape, values }: Pick<RawRows, 'shape' | 'values'>,
  scale: Scale,
): Float32Array<ArrayBuffer> {
  const inputs = shape.reduce((product, size) => product * size, 1)
  const features = new Float32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    features[i] = scaleValue(values[i], i % inputs, scale)
    if (!Number.isFinite(features[i])) throw notFinite(values[i], Math.floor(i / inputs), i % inputs)
  }
  return features
}

function notFinite(value: number, row: number, feature: number): DatasetError {
  return new DatasetError(
    'DATA_CELL',
    `Row ${row + 1}, feature ${feature + 1} holds ${value}.`,
    'Finite numbers are needed, whose size stays below 3.4e38 after scaling: mend it, or leave the row out.',
  )
}

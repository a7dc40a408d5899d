import type { Distribution } from '../spec.ts'
import type { ParamValue } from '../trial.ts'
import { isDiscrete, valueAt, valueCount } from './discrete.ts'

const RASTER_LIMIT = 1000

/**
 * Values that stand for the whole axis when it is checked: all of them where they are few, else the first two and the
 * last; for a continuous range its ends and one value between them, which an option that takes whole numbers refuses.
 */
export function sampleValues(distribution: Distribution): readonly ParamValue[] {
  if (!isDiscrete(distribution)) {
    const { min, max } = distribution
    return [min, max, min + (max - min) * 0.381966]
  }
  if (distribution.kind === 'categorical') return distribution.values
  const count = valueCount(distribution)
  const indices = count <= RASTER_LIMIT ? Array.from({ length: count }, (_, index) => index) : [0, 1, count - 1]
  return indices.map((index) => valueAt(distribution, index))
}

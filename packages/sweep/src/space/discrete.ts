import type { Distribution } from '../spec.ts'
import type { ParamValue } from '../trial.ts'

/** Distributions with countably many values, in a fixed order. */
export type DiscreteDistribution = Exclude<Distribution, { kind: 'uniform' | 'log_uniform' }>

export function isDiscrete(distribution: Distribution): distribution is DiscreteDistribution {
  return distribution.kind !== 'uniform' && distribution.kind !== 'log_uniform'
}

export function valueCount(distribution: DiscreteDistribution): number {
  switch (distribution.kind) {
    case 'constant':
      return 1
    case 'categorical':
      return distribution.values.length
    case 'int_uniform':
      return distribution.max - distribution.min + 1
    default:
      return rasterCount(distribution)
  }
}

export function valueAt(distribution: DiscreteDistribution, index: number): ParamValue {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value
    case 'categorical':
      return distribution.values[index]!
    case 'int_uniform':
      return distribution.min + index
    default:
      return rasterValue(distribution, index)
  }
}

export interface Raster {
  min: number
  max: number
  q: number
}

/**
 * min + index·q, rounded to the decimals in which min and q are written, so that 0.1 + 2·0.1 is 0.3 and not
 * 0.30000000000000004. Nothing is rounded where that would take more than 100 decimals.
 */
export function rasterValue({ min, q }: Raster, index: number): number {
  const decimals = Math.max(decimalsOf(min), decimalsOf(q))
  const value = min + index * q
  return decimals > 100 ? value : Number(value.toFixed(decimals))
}

/** How many of min, min + q, … are not above max; max itself counts where it lies on the raster. */
export function rasterCount(raster: Raster): number {
  const last = Math.round((raster.max - raster.min) / raster.q)
  return rasterValue(raster, last) <= raster.max ? last + 1 : last
}

/** Digits after the decimal point in the shortest form that reads back as `x`: 2 for 0.25, 7 for 1e-7. */
function decimalsOf(x: number): number {
  const [mantissa = '', exponent = '0'] = String(x).split('e')
  const fraction = mantissa.split('.')[1] ?? ''
  return Math.max(0, fraction.length - Number(exponent))
}

import { multiplyPairs } from './double-double.ts'
import { expPair, logPair } from './exp-log-pairs.ts'
import { scale } from './float64-bits.ts'

/**
 * xʸ, the same bits on every engine: e^(y·ln |x|) in pairs of float64, rounded once at the end.
 *
 * Error below 0.501 ulp, 1 ulp where the result is subnormal; a result that is a float64 is exact. Special cases are
 * those of ECMAScript's exponentiation: x⁰ is 1 for every x, also NaN; (±1)^±∞ is NaN; a negative x needs a whole y,
 * else NaN.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN
  if (Math.abs(y) === Infinity) return powerOfInfinity(Math.abs(x), y)
  if (x < 0 && y !== Math.floor(y)) return x === -Infinity ? powerOfMagnitude(Infinity, y) : NaN
  const isNegative = (x < 0 || Object.is(x, -0)) && isOdd(y)
  return isNegative ? -powerOfMagnitude(-x, y) : powerOfMagnitude(Math.abs(x), y)
}

function powerOfInfinity(magnitude: number, y: number): number {
  if (magnitude === 1) return NaN
  return magnitude > 1 === y > 0 ? Infinity : 0
}

/** xʸ for x ≥ 0 and y finite, not 0. */
function powerOfMagnitude(x: number, y: number): number {
  if (x === 0 || x === Infinity) return (x === 0) === y > 0 ? 0 : Infinity
  if (x === 1) return 1
  // |ln x| ≥ 2⁻⁵³ here, so that such a y leaves the range of float64 for sure, and the product below stays small.
  if (Math.abs(y) > 1e19) return x > 1 === y > 0 ? Infinity : 0
  const exponent = multiplyPairs(logPair(x), [y, 0])
  if (exponent[0] > 710) return Infinity
  if (exponent[0] < -746) return 0
  const { value, k } = expPair(exponent)
  return scale(value[0], k)
}

/** Whether a whole number is odd; those from 2⁵³ up are even. */
function isOdd(y: number): boolean {
  return Math.abs(y) % 2 === 1
}

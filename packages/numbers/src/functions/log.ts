import { exponentOf, powerOfTwo } from './float64-bits.ts'
import { LN2_HIGH, LN2_LOW } from './ln2.ts'
import { polynomial } from './polynomial.ts'

/**
 * The natural logarithm, the same bits on every engine.
 *
 *     x = 2ᵏ·(1 + f), √½ ≤ 1 + f < √2       s = f / (2 + f)
 *     ln(1 + f) = 2·artanh s = f − s·(f − R),   R = 2s²/3 + 2s⁴/5 + … + 2s²²/23
 *
 * Error below 1 ulp. log(1) is exactly 0, log(±0) is −∞, log(∞) is ∞, and a negative x gives NaN.
 *
 * Source: Abramowitz & Stegun 4.1.27; the sum is arranged so that f, which is exact, is added last.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return Infinity
  const { k, f } = reduceLog(x)
  const s = f / (2 + f)
  const z = s * s
  const half = 0.5 * f * f
  const tail = s * (half + z * polynomial(ARTANH, z))
  return k * LN2_HIGH + (f - (half - (tail + k * LN2_LOW)))
}

/** x = 2ᵏ·(1 + f) with √½ ≤ 1 + f < √2, exactly; x positive and finite. */
export function reduceLog(x: number): { k: number; f: number } {
  let k = 0
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984
    k = -54
  }
  let exponent = exponentOf(x)
  // In two steps: 2⁻¹⁰²³ is no normal number.
  let mantissa = x * powerOfTwo(-(exponent >> 1)) * powerOfTwo((exponent >> 1) - exponent)
  if (mantissa > ROOT_2) {
    mantissa *= 0.5
    exponent += 1
  }
  return { k: k + exponent, f: mantissa - 1 }
}

const ROOT_2 = Math.sqrt(2)
/** 2/3, 2/5 … 2/23 */
const ARTANH = Array.from({ length: 11 }, (_, n) => 2 / (2 * n + 3))

import { scale } from './float64-bits.ts'
import { LN2_HIGH, LN2_LOW } from './ln2.ts'
import { polynomial } from './polynomial.ts'

/**
 * eˣ, the same bits on every engine.
 *
 *     x = k·ln 2 + r, |r| ≤ ln 2 / 2        eˣ = 2ᵏ·(1 + r + r²/2! + … + r¹³/13!)
 *
 * Error below 0.9 ulp; 1 ulp where the result is subnormal. exp(0) is exactly 1, exp(−∞) is 0, exp(∞) is ∞, and
 * overflow (x > 709.782…) gives ∞.
 *
 * Source: Cody & Waite 1980, "Software Manual for the Elementary Functions", chapter 6, for the two-part ln 2.
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN
  if (x > 710) return Infinity
  if (x < -746) return 0
  const k = Math.floor(x / LN2 + 0.5)
  const high = x - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  return scale(1 + (high + (r * r * polynomial(TAIL, r) - low)), k)
}

const LN2 = LN2_HIGH + LN2_LOW
/** 1/2!, 1/3! … 1/13! */
const TAIL = inverseFactorials(2, 13)

function inverseFactorials(from: number, to: number): number[] {
  const values: number[] = []
  let factorial = 1
  for (let n = 2; n <= to; n++) {
    factorial *= n
    if (n >= from) values.push(1 / factorial)
  }
  return values
}

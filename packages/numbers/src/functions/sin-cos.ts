import { polynomial } from './polynomial.ts'
import { type ReducedAngle, reduceAngle } from './quarter-turns.ts'

/**
 * The sine of x radians, the same bits on every engine, for every finite x.
 *
 * Error below 0.8 ulp. Odd: sin(−x) = −sin(x), sin(±0) = ±0; sin(±∞) is NaN.
 */
export function sin(x: number): number {
  if (!Number.isFinite(x)) return NaN
  // x³/6 is less than half an ulp of x.
  if (Math.abs(x) < 1e-8) return x
  const angle = reduceAngle(x)
  const value = angle.quadrant % 2 === 0 ? sinNearZero(angle) : cosNearZero(angle)
  return angle.quadrant < 2 ? value : -value
}

/**
 * The cosine of x radians, the same bits on every engine, for every finite x.
 *
 * Error below 0.8 ulp. Even: cos(−x) = cos(x), cos(0) = 1; cos(±∞) is NaN.
 */
export function cos(x: number): number {
  if (!Number.isFinite(x)) return NaN
  const angle = reduceAngle(x)
  const value = angle.quadrant % 2 === 0 ? cosNearZero(angle) : sinNearZero(angle)
  return angle.quadrant === 0 || angle.quadrant === 3 ? value : -value
}

/** sin(r + e) ≈ sin r + e·cos r, where e is too small for more. */
function sinNearZero({ rest: [r, e] }: ReducedAngle): number {
  const z = r * r
  return r + (r * z * polynomial(SIN, z) + e * (1 - 0.5 * z))
}

/** cos(r + e) ≈ cos r − e·sin r; what 1 − r²/2 loses to rounding is added back. */
function cosNearZero({ rest: [r, e] }: ReducedAngle): number {
  const z = r * r
  const half = 0.5 * z
  const first = 1 - half
  return first + (1 - first - half + (z * z * polynomial(COS, z) - r * e))
}

/** −1/3!, 1/5!, −1/7! … 1/17! */
const SIN = alternatingInverseFactorials(3, 8).map((value) => -value)
/** 1/4!, −1/6!, 1/8! … */
const COS = alternatingInverseFactorials(4, 8)

function alternatingInverseFactorials(first: number, count: number): number[] {
  let factorial = 1
  for (let n = 2; n < first; n++) factorial *= n
  return Array.from({ length: count }, (_, i) => {
    const n = first + 2 * i
    factorial *= i === 0 ? n : n * (n - 1)
    return (i % 2 === 0 ? 1 : -1) / factorial
  })
}

import type { Floats } from '../formula/floats.ts'

/**
 * The largest difference between a gradient and central differences of the function it belongs to, relative where the
 * gradient is above 1.
 *
 *     (f(x + h) − f(x − h)) / 2h, error O(h²) + rounding / h; in float64 and with h = 1e-5 about 1e-10
 *
 * @param at  where the function is taken: changed in place, and put back
 */
export function gradientError(f: () => number, at: Floats, gradient: Floats, count = at.length, h = 1e-5): number {
  let worst = 0
  for (let i = 0; i < count; i++) {
    const x = at[i]
    at[i] = x + h
    const above = f()
    at[i] = x - h
    const below = f()
    at[i] = x
    const numeric = (above - below) / (2 * h)
    worst = Math.max(worst, Math.abs(numeric - gradient[i]) / Math.max(1, Math.abs(gradient[i])))
  }
  return worst
}

/** Σ values[i]·weights[i]: makes one number of a layer's output, whose gradient by the output is `weights`. */
export function weightedSum(values: Floats, weights: Floats): number {
  let total = 0
  for (let i = 0; i < weights.length; i++) total += values[i] * weights[i]
  return total
}

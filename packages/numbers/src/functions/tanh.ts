import { addPairs, dividePairs } from './double-double.ts'
import { expPair } from './exp-log-pairs.ts'
import { powerOfTwo } from './float64-bits.ts'

/**
 * The hyperbolic tangent, the same bits on every engine: (e²ˣ − 1) / (e²ˣ + 1) in pairs of float64, rounded once.
 *
 * Error below 0.501 ulp. Odd: tanh(−x) = −tanh(x), tanh(±0) = ±0, tanh(±∞) = ±1.
 */
export function tanh(x: number): number {
  if (Number.isNaN(x)) return NaN
  const magnitude = Math.abs(x)
  // x³/3 is less than half an ulp of x.
  if (magnitude < 1e-8) return x
  const value = magnitude > 20 ? 1 : tanhOfMagnitude(magnitude)
  return x < 0 ? -value : value
}

function tanhOfMagnitude(x: number): number {
  const { value, k } = expPair([2 * x, 0])
  const factor = powerOfTwo(k)
  const square = [value[0] * factor, value[1] * factor] as const
  return dividePairs(addPairs(square, [-1, 0]), addPairs(square, [1, 0]))[0]
}

import { add, mul, type Value } from '../formula/index.ts'

/** keep·average + rest·value, where rest = 1 − keep was taken in float64 */
export function runningAverage(average: Value, value: Value, { keep, rest }: { keep: Value; rest: Value }): Value {
  return add(mul(keep, average), mul(rest, value))
}

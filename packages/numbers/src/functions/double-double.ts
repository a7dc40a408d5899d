/**
 * A number as the unevaluated sum of two float64, high + low with |low| ≤ ulp(high)/2: about 106 bits.
 *
 * Source: Dekker 1971, "A floating-point technique for extending the available precision"; Knuth, TAOCP 2, 4.2.2.
 */
export type Pair = readonly [high: number, low: number]

/** a + b exactly. */
export function twoSum(a: number, b: number): Pair {
  const high = a + b
  const fromB = high - a
  return [high, a - (high - fromB) + (b - fromB)]
}

/** a·b exactly, where |a|, |b| < 2⁹⁹⁵ and the product is no smaller than 2⁻⁹⁶⁹. */
export function twoProduct(a: number, b: number): Pair {
  const high = a * b
  const [aHigh, aLow] = split(a)
  const [bHigh, bLow] = split(b)
  return [high, aHigh * bHigh - high + aHigh * bLow + aLow * bHigh + aLow * bLow]
}

export function addPairs(a: Pair, b: Pair): Pair {
  const [high, low] = twoSum(a[0], b[0])
  const [lowHigh, lowLow] = twoSum(a[1], b[1])
  const [sum, rest] = renormalize(high, low + lowHigh)
  return renormalize(sum, rest + lowLow)
}

export function multiplyPairs(a: Pair, b: Pair): Pair {
  const [high, low] = twoProduct(a[0], b[0])
  return renormalize(high, low + (a[0] * b[1] + a[1] * b[0]))
}

export function dividePairs(a: Pair, b: Pair): Pair {
  const first = a[0] / b[0]
  const rest = addPairs(a, negate(multiplyPairs(b, [first, 0])))
  const second = rest[0] / b[0]
  const last = addPairs(rest, negate(multiplyPairs(b, [second, 0])))[0] / b[0]
  const [high, low] = renormalize(first, second)
  return renormalize(high, low + last)
}

/** c₀ + c₁x + c₂x² + … in pairs. */
export function polynomialOfPairs(coefficients: readonly Pair[], x: Pair): Pair {
  let value: Pair = [0, 0]
  for (let i = coefficients.length - 1; i >= 0; i--) value = addPairs(multiplyPairs(value, x), coefficients[i])
  return value
}

function negate([high, low]: Pair): Pair {
  return [-high, -low]
}

/** high + low as a pair, where |high| ≥ |low|. */
function renormalize(high: number, low: number): Pair {
  const sum = high + low
  return [sum, low - (sum - high)]
}

/** The upper 26 bits and the rest, so that products of the parts are exact. */
function split(x: number): Pair {
  const spread = 134217729 * x
  const high = spread - (spread - x)
  return [high, x - high]
}

import {
  addPairs,
  dividePairs,
  multiplyPairs,
  type Pair,
  polynomialOfPairs,
  twoProduct,
  twoSum,
} from './double-double.ts'
import { LN2_PAIR } from './ln2.ts'
import { reduceLog } from './log.ts'

/** ln x to about 2⁻⁷⁵ of its value, by the series of `log`; x positive and finite. */
export function logPair(x: number): Pair {
  const { k, f } = reduceLog(x)
  const s = dividePairs([f, 0], twoSum(2, f))
  const series = multiplyPairs(s, polynomialOfPairs(ARTANH, multiplyPairs(s, s)))
  return addPairs(multiplyPairs([k, 0], LN2_PAIR), series)
}

/** eˣ = value·2ᵏ with value in about [0.7, 1.42], to about 2⁻⁷⁵, by the series of `exp`; |x| < 2²⁰. */
export function expPair(x: Pair): { value: Pair; k: number } {
  const k = Math.floor(x[0] / LN2_PAIR[0] + 0.5)
  const [high, low] = twoProduct(-k, LN2_PAIR[0])
  const r = addPairs(addPairs(x, [high, low]), [-k * LN2_PAIR[1], 0])
  return { value: polynomialOfPairs(INVERSE_FACTORIALS, r), k }
}

/** 2/1, 2/3 … 2/29 */
const ARTANH: Pair[] = Array.from({ length: 15 }, (_, n) => dividePairs([2, 0], [2 * n + 1, 0]))
/** 1/0!, 1/1! … 1/18! */
const INVERSE_FACTORIALS: Pair[] = [[1, 0]]
for (let n = 1; n <= 18; n++) INVERSE_FACTORIALS.push(dividePairs(INVERSE_FACTORIALS[n - 1], [n, 0]))

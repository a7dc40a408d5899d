import { type Pair, twoSum } from './double-double.ts'
import { decompose, scale } from './float64-bits.ts'

/** An angle as quadrant·π/2 + (high + low), |high| ≤ π/4 (a hair more by rounding); only quadrant mod 4 is told. */
export interface ReducedAngle {
  quadrant: 0 | 1 | 2 | 3
  rest: Pair
}

/**
 * Takes the whole quarter turns out of a finite angle in radians, to about 2⁻⁹⁶ of a radian.
 *
 * Up to 2²⁰ quarter turns by subtracting π/2 in four parts (Cody & Waite 1980, chapter 8), the first three short
 * enough that their products are exact; beyond, by division of whole numbers with π to 1250 bits.
 */
export function reduceAngle(x: number): ReducedAngle {
  if (Math.abs(x) > 1647099) return reduceLargeAngle(x)
  const k = Math.floor(x * TWO_OVER_PI + 0.5)
  const [high, low] = twoSum(x - k * PI_2_FIRST, -k * PI_2_SECOND)
  const [sum, rest] = twoSum(high, -k * PI_2_THIRD)
  const [first, second] = twoSum(sum, low + rest - k * PI_2_FOURTH)
  return { quadrant: (k & 3) as ReducedAngle['quadrant'], rest: [first, second] }
}

const TWO_OVER_PI = 0.6366197723675814
const PI_2_FIRST = 6746518852 / 4294967296
const PI_2_SECOND = 6.07710050359346e-11
const PI_2_THIRD = 2.912732056084878e-20
const PI_2_FOURTH = 8.4784276603689e-32

const BITS = 1250n
let quarterTurn = 0n

function reduceLargeAngle(x: number): ReducedAngle {
  quarterTurn ||= pi() >> 1n
  const { mantissa, exponent } = decompose(x)
  const angle = mantissa << (BITS + BigInt(exponent))
  const signed = x < 0 ? -angle : angle
  const turns = floorDivide(2n * signed + quarterTurn, 2n * quarterTurn)
  const rest = toPair(signed - turns * quarterTurn)
  return { quadrant: Number(((turns % 4n) + 4n) % 4n) as ReducedAngle['quadrant'], rest }
}

/** The upper and the lower part of value / 2^BITS; 128 bits below the point are plenty. */
function toPair(value: bigint): Pair {
  const fixed = value >> (BITS - 128n)
  const high = Number(fixed)
  return [scale(high, -128), scale(Number(fixed - BigInt(high)), -128)]
}

/** π·2^BITS by Machin's formula, 16·arctan(1/5) − 4·arctan(1/239), with 32 bits to spare for rounding. */
function pi(): bigint {
  const one = 1n << (BITS + 32n)
  return (16n * arctanOfInverse(5n, one) - 4n * arctanOfInverse(239n, one)) >> 32n
}

function arctanOfInverse(n: bigint, one: bigint): bigint {
  let power = one / n
  let sum = 0n
  for (let k = 1n; power > 0n; k += 2n) {
    sum += (k & 2n) === 0n ? power / k : -(power / k)
    power /= n * n
  }
  return sum
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a < 0n && quotient * b !== a ? quotient - 1n : quotient
}

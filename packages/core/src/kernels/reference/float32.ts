import * as c from '../coefficients.ts'

const { abs, floor, fround, max, min } = Math

const word = new Int32Array(1)
const float = new Float32Array(word.buffer)

/**
 * eˣ in float32: x = n·ln 2 + r, a polynomial in r, times 2ⁿ in two halves, so that results below 2⁻¹²⁶ round once.
 *
 * Within 1 ulp of eˣ for every float32; 0 below about −103.97, Infinity above about 88.72, NaN for NaN.
 */
export function exp(x: number): number {
  const clamped = min(max(x, c.EXP_MIN), c.EXP_MAX)
  const n = floor(fround(fround(clamped * c.LOG2_E) + 0.5))
  const r = fround(fround(clamped - fround(n * c.LN2_HIGH)) - fround(n * c.LN2_LOW))
  let p = c.EXP_5
  p = fround(fround(p * r) + c.EXP_4)
  p = fround(fround(p * r) + c.EXP_3)
  p = fround(fround(p * r) + c.EXP_2)
  p = fround(fround(p * r) + c.EXP_1)
  p = fround(fround(p * r) + c.EXP_0)
  const y = fround(fround(fround(p * fround(r * r)) + r) + 1)
  const half = n >> 1
  return fround(fround(y * powerOfTwo(half)) * powerOfTwo((n | 0) - half))
}

/**
 * ln x in float32: x = 2ᵉ·m with √½ ≤ m < √2, a polynomial in m − 1.
 *
 * Within 1 ulp of ln x for x in [2⁻¹²⁶, ∞), the only range that the kernels need; Infinity and NaN are returned as they
 * are, and what lies outside has no meaning.
 */
export function log(x: number): number {
  if (!(x < Number.POSITIVE_INFINITY)) return x
  float[0] = x
  let e = (word[0] >> 23) - 126
  word[0] = (word[0] & 0x7fffff) | 0x3f000000
  let r = float[0]
  if (r < c.SQRT_HALF) {
    e -= 1
    r = fround(r + r)
  }
  r = fround(r - 1)
  const z = fround(r * r)
  let p = c.LOG_8
  p = fround(fround(p * r) + c.LOG_7)
  p = fround(fround(p * r) + c.LOG_6)
  p = fround(fround(p * r) + c.LOG_5)
  p = fround(fround(p * r) + c.LOG_4)
  p = fround(fround(p * r) + c.LOG_3)
  p = fround(fround(p * r) + c.LOG_2)
  p = fround(fround(p * r) + c.LOG_1)
  p = fround(fround(p * r) + c.LOG_0)
  p = fround(fround(p * r) * z)
  p = fround(p + fround(e * c.LN2_LOW))
  p = fround(p - fround(z * 0.5))
  return fround(fround(r + p) + fround(e * c.LN2_HIGH))
}

/**
 * tanh x in float32: an odd polynomial below 0.625 in size, 1 − 2/(e²|ˣ| + 1) with the sign of x above.
 *
 * Within 2 ulp of tanh x for every float32; NaN for NaN, −0 for −0.
 */
export function tanh(x: number): number {
  const size = abs(x)
  const y = size < c.TANH_SMALL ? tanhSmall(size) : tanhLarge(size)
  return x < 0 || Object.is(x, -0) ? -y : y
}

function tanhLarge(x: number): number {
  return fround(1 - fround(2 / fround(exp(fround(x + x)) + 1)))
}

function tanhSmall(x: number): number {
  const z = fround(x * x)
  let p = c.TANH_4
  p = fround(fround(p * z) + c.TANH_3)
  p = fround(fround(p * z) + c.TANH_2)
  p = fround(fround(p * z) + c.TANH_1)
  p = fround(fround(p * z) + c.TANH_0)
  return fround(fround(fround(p * z) * x) + x)
}

/** 2ⁿ for −126 ≤ n ≤ 127. */
function powerOfTwo(n: number): number {
  word[0] = (n + 127) << 23
  return float[0]
}

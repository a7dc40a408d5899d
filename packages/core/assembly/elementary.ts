import * as c from '../src/kernels/coefficients'
import {
  EXP_MIN,
  EXP_MAX,
  LOG2_E,
  HALF,
  LN2_HIGH,
  LN2_LOW,
  EXP_5,
  EXP_4,
  EXP_3,
  EXP_2,
  EXP_1,
  EXP_0,
  ONE,
  TANH_SMALL,
  TWO,
  TANH_4,
  TANH_3,
  TANH_2,
  TANH_1,
  TANH_0,
} from './constants'

// exp, log and tanh of src/kernels/reference/float32.ts, operation for operation.

/** a·b + c, with c a constant in memory. */
// @ts-ignore: decorator
@inline
function horner(a: v128, b: v128, constant: usize): v128 {
  return f32x4.add(f32x4.mul(a, b), v128.load32_splat(constant))
}

/** 2ⁿ in each lane, −126 ≤ n ≤ 127. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23)
}

/** eˣ in each lane. pmax and pmin return their first operand where it is NaN. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, v128.load32_splat(EXP_MIN)), v128.load32_splat(EXP_MAX))
  const n = f32x4.floor(horner(clamped, v128.load32_splat(LOG2_E), HALF))
  const high = f32x4.sub(clamped, f32x4.mul(n, v128.load32_splat(LN2_HIGH)))
  const r = f32x4.sub(high, f32x4.mul(n, v128.load32_splat(LN2_LOW)))
  let p = v128.load32_splat(EXP_5)
  p = horner(p, r, EXP_4)
  p = horner(p, r, EXP_3)
  p = horner(p, r, EXP_2)
  p = horner(p, r, EXP_1)
  p = horner(p, r, EXP_0)
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), v128.load32_splat(ONE))
  const power = i32x4.trunc_sat_f32x4_s(n)
  const half = i32x4.shr_s(power, 1)
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(power, half)))
}

/** tanh x in each lane: both ways are computed, then one is chosen. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x)
  const isSmall = f32x4.lt(size, v128.load32_splat(TANH_SMALL))
  const y = v128.bitselect(tanhSmall(size), tanhLarge(size), isSmall)
  return v128.or(y, v128.and(x, f32x4.splat(-0.0)))
}

// @ts-ignore: decorator
@inline
function tanhLarge(x: v128): v128 {
  const one = v128.load32_splat(ONE)
  const growth = exp(f32x4.add(x, x))
  return f32x4.sub(one, f32x4.div(v128.load32_splat(TWO), f32x4.add(growth, one)))
}

// @ts-ignore: decorator
@inline
function tanhSmall(x: v128): v128 {
  const z = f32x4.mul(x, x)
  let p = v128.load32_splat(TANH_4)
  p = horner(p, z, TANH_3)
  p = horner(p, z, TANH_2)
  p = horner(p, z, TANH_1)
  p = horner(p, z, TANH_0)
  return f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x)
}

/** ln x for x ≥ 2⁻¹²⁶; Infinity and NaN are returned as they are. */
export function log(x: f32): f32 {
  if (!(x < f32.POSITIVE_INFINITY)) return x
  const bits = reinterpret<i32>(x)
  let e = (bits >> 23) - 126
  let r = reinterpret<f32>((bits & 0x7fffff) | 0x3f000000)
  if (r < <f32>c.SQRT_HALF) {
    e -= 1
    r = r + r
  }
  r = r - 1
  const z = r * r
  let p = <f32>c.LOG_8
  p = p * r + <f32>c.LOG_7
  p = p * r + <f32>c.LOG_6
  p = p * r + <f32>c.LOG_5
  p = p * r + <f32>c.LOG_4
  p = p * r + <f32>c.LOG_3
  p = p * r + <f32>c.LOG_2
  p = p * r + <f32>c.LOG_1
  p = p * r + <f32>c.LOG_0
  p = p * r * z
  p = p + <f32>e * <f32>c.LN2_LOW
  p = p - z * 0.5
  return r + p + <f32>e * <f32>c.LN2_HIGH
}

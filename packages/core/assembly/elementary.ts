import * as c from '../src/kernels/coefficients'

// exp, log and tanh of src/kernels/reference/float32.ts, operation for operation.

// @ts-ignore: decorator
@inline
function splat(value: f64): v128 {
  return f32x4.splat(<f32>value)
}

// @ts-ignore: decorator
@inline
function polynomialStep(p: v128, x: v128, coefficient: f64): v128 {
  return f32x4.add(f32x4.mul(p, x), splat(coefficient))
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
  const clamped = f32x4.pmin(f32x4.pmax(x, splat(c.EXP_MIN)), splat(c.EXP_MAX))
  const n = f32x4.floor(f32x4.add(f32x4.mul(clamped, splat(c.LOG2_E)), splat(0.5)))
  const high = f32x4.sub(clamped, f32x4.mul(n, splat(c.LN2_HIGH)))
  const r = f32x4.sub(high, f32x4.mul(n, splat(c.LN2_LOW)))
  let p = splat(c.EXP_5)
  p = polynomialStep(p, r, c.EXP_4)
  p = polynomialStep(p, r, c.EXP_3)
  p = polynomialStep(p, r, c.EXP_2)
  p = polynomialStep(p, r, c.EXP_1)
  p = polynomialStep(p, r, c.EXP_0)
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), splat(1))
  const power = i32x4.trunc_sat_f32x4_s(n)
  const half = i32x4.shr_s(power, 1)
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(power, half)))
}

/** tanh x in each lane: both ways are computed, then one is chosen. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x)
  const growth = exp(f32x4.add(size, size))
  const far = f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(growth, splat(1))))
  const signed = v128.or(far, v128.and(x, f32x4.splat(-0.0)))
  return v128.bitselect(tanhSmall(x), signed, f32x4.lt(size, splat(c.TANH_SMALL)))
}

// @ts-ignore: decorator
@inline
function tanhSmall(x: v128): v128 {
  const z = f32x4.mul(x, x)
  let p = splat(c.TANH_4)
  p = polynomialStep(p, z, c.TANH_3)
  p = polynomialStep(p, z, c.TANH_2)
  p = polynomialStep(p, z, c.TANH_1)
  p = polynomialStep(p, z, c.TANH_0)
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

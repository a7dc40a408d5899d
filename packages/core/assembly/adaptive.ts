import { put } from './memory'
import { decayed } from './momentum'

/** keep·average + rest·value */
// @ts-ignore: decorator
@inline
function average(old: v128, value: v128, keep: f32, rest: f32): v128 {
  return f32x4.add(f32x4.mul(f32x4.splat(keep), old), f32x4.mul(f32x4.splat(rest), value))
}

// @ts-ignore: decorator
@inline
function rmspropAt(
  weights: usize,
  grad: usize,
  square: usize,
  velocity: usize,
  lanes: i32,
  lr: f32,
  lambda: f32,
  mu: f32,
  rho: f32,
  rest: f32,
  epsilon: f32,
): void {
  const w = v128.load(weights)
  const d = decayed(v128.load(grad), w, f32x4.splat(lambda))
  const s = average(v128.load(square), f32x4.mul(d, d), rho, rest)
  const scaled = f32x4.div(d, f32x4.add(f32x4.sqrt(s), f32x4.splat(epsilon)))
  const v = f32x4.add(f32x4.mul(f32x4.splat(mu), v128.load(velocity)), scaled)
  put(square, s, lanes)
  put(velocity, v, lanes)
  put(weights, f32x4.sub(w, f32x4.mul(f32x4.splat(lr), v)), lanes)
}

/** d = g + λw;  s ← ρs + rest·d²;  v ← μv + d/(√s + ε);  w ← w − lr·v.  rest = 1 − ρ */
export function rmsprop(
  weights: usize,
  grad: usize,
  square: usize,
  velocity: usize,
  count: i32,
  lr: f32,
  lambda: f32,
  mu: f32,
  rho: f32,
  rest: f32,
  epsilon: f32,
): void {
  for (; count >= 4; count -= 4) {
    rmspropAt(weights, grad, square, velocity, 4, lr, lambda, mu, rho, rest, epsilon)
    weights += 16
    grad += 16
    square += 16
    velocity += 16
  }
  if (count > 0) rmspropAt(weights, grad, square, velocity, count, lr, lambda, mu, rho, rest, epsilon)
}

// @ts-ignore: decorator
@inline
function adamAt(
  weights: usize,
  grad: usize,
  mean: usize,
  square: usize,
  lanes: i32,
  stepSize: f32,
  rootScale: f32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  epsilon: f32,
  lambda: f32,
): void {
  const w = v128.load(weights)
  const d = decayed(v128.load(grad), w, f32x4.splat(lambda))
  const m = average(v128.load(mean), d, beta1, rest1)
  const v = average(v128.load(square), f32x4.mul(d, d), beta2, rest2)
  const root = f32x4.add(f32x4.mul(f32x4.sqrt(v), f32x4.splat(rootScale)), f32x4.splat(epsilon))
  put(mean, m, lanes)
  put(square, v, lanes)
  put(weights, f32x4.sub(w, f32x4.div(f32x4.mul(f32x4.splat(stepSize), m), root)), lanes)
}

/** d = g + λw;  m ← β₁m + rest₁·d;  v ← β₂v + rest₂·d²;  w ← w − stepSize·m / (√v·rootScale + ε).  rest = 1 − β */
export function adam(
  weights: usize,
  grad: usize,
  mean: usize,
  square: usize,
  count: i32,
  stepSize: f32,
  rootScale: f32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  epsilon: f32,
  lambda: f32,
): void {
  for (; count >= 4; count -= 4) {
    adamAt(weights, grad, mean, square, 4, stepSize, rootScale, beta1, rest1, beta2, rest2, epsilon, lambda)
    weights += 16
    grad += 16
    mean += 16
    square += 16
  }
  if (count > 0) {
    adamAt(weights, grad, mean, square, count, stepSize, rootScale, beta1, rest1, beta2, rest2, epsilon, lambda)
  }
}

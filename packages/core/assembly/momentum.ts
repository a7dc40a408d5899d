import { put } from './memory'

/** d = g + λw */
// @ts-ignore: decorator
@inline
export function decayed(g: v128, w: v128, lambda: v128): v128 {
  return f32x4.add(g, f32x4.mul(lambda, w))
}

// @ts-ignore: decorator
@inline
function sgdAt(weights: usize, grad: usize, lanes: i32, lr: v128, lambda: v128): void {
  const w = v128.load(weights)
  const d = decayed(v128.load(grad), w, lambda)
  put(weights, f32x4.sub(w, f32x4.mul(lr, d)), lanes)
}

/** w ← w − lr·(g + λw) */
export function sgd(weights: usize, grad: usize, count: i32, learningRate: f32, weightDecay: f32): void {
  const lr = f32x4.splat(learningRate)
  const lambda = f32x4.splat(weightDecay)
  for (; count >= 4; count -= 4) {
    sgdAt(weights, grad, 4, lr, lambda)
    weights += 16
    grad += 16
  }
  if (count > 0) sgdAt(weights, grad, count, lr, lambda)
}

// @ts-ignore: decorator
@inline
function momentumAt(weights: usize, grad: usize, velocity: usize, lanes: i32, lr: v128, lambda: v128, mu: v128): void {
  const w = v128.load(weights)
  const d = decayed(v128.load(grad), w, lambda)
  const v = f32x4.add(f32x4.mul(mu, v128.load(velocity)), d)
  put(velocity, v, lanes)
  put(weights, f32x4.sub(w, f32x4.mul(lr, v)), lanes)
}

/** v ← μv + (g + λw);  w ← w − lr·v */
export function momentum(
  weights: usize,
  grad: usize,
  velocity: usize,
  count: i32,
  learningRate: f32,
  weightDecay: f32,
  share: f32,
): void {
  const lr = f32x4.splat(learningRate)
  const lambda = f32x4.splat(weightDecay)
  const mu = f32x4.splat(share)
  for (; count >= 4; count -= 4) {
    momentumAt(weights, grad, velocity, 4, lr, lambda, mu)
    weights += 16
    grad += 16
    velocity += 16
  }
  if (count > 0) momentumAt(weights, grad, velocity, count, lr, lambda, mu)
}

// @ts-ignore: decorator
@inline
function nesterovAt(weights: usize, grad: usize, velocity: usize, lanes: i32, lr: v128, lambda: v128, mu: v128): void {
  const w = v128.load(weights)
  const d = decayed(v128.load(grad), w, lambda)
  const v = f32x4.add(f32x4.mul(mu, v128.load(velocity)), d)
  put(velocity, v, lanes)
  put(weights, f32x4.sub(w, f32x4.mul(lr, f32x4.add(d, f32x4.mul(mu, v)))), lanes)
}

/** d = g + λw;  v ← μv + d;  w ← w − lr·(d + μv) */
export function nesterov(
  weights: usize,
  grad: usize,
  velocity: usize,
  count: i32,
  learningRate: f32,
  weightDecay: f32,
  share: f32,
): void {
  const lr = f32x4.splat(learningRate)
  const lambda = f32x4.splat(weightDecay)
  const mu = f32x4.splat(share)
  for (; count >= 4; count -= 4) {
    nesterovAt(weights, grad, velocity, 4, lr, lambda, mu)
    weights += 16
    grad += 16
    velocity += 16
  }
  if (count > 0) nesterovAt(weights, grad, velocity, count, lr, lambda, mu)
}

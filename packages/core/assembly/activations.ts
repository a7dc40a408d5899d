import { exp, tanh as tanhOf } from './elementary'
import { put } from './memory'

// @ts-ignore: decorator
@inline
function reluAt(x: usize, out: usize, lanes: i32): void {
  put(out, f32x4.max(v128.load(x), f32x4.splat(0)), lanes)
}

/** out = max(x, 0) */
export function relu(x: usize, out: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    reluAt(x, out, 4)
    x += 16
    out += 16
  }
  if (count > 0) reluAt(x, out, count)
}

// @ts-ignore: decorator
@inline
function sigmoidAt(x: usize, out: usize, lanes: i32): void {
  const one = f32x4.splat(1)
  put(out, f32x4.div(one, f32x4.add(one, exp(f32x4.neg(v128.load(x))))), lanes)
}

/** out = 1 / (1 + e⁻ˣ) */
export function sigmoid(x: usize, out: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    sigmoidAt(x, out, 4)
    x += 16
    out += 16
  }
  if (count > 0) sigmoidAt(x, out, count)
}

export function tanh(x: usize, out: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    put(out, tanhOf(v128.load(x)), 4)
    x += 16
    out += 16
  }
  if (count > 0) put(out, tanhOf(v128.load(x)), count)
}

// @ts-ignore: decorator
@inline
function reluBackwardAt(y: usize, g: usize, gradIn: usize, lanes: i32): void {
  put(gradIn, v128.and(v128.load(g), f32x4.gt(v128.load(y), f32x4.splat(0))), lanes)
}

/** gradIn = g where y > 0, else 0 */
export function reluBackward(y: usize, g: usize, gradIn: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    reluBackwardAt(y, g, gradIn, 4)
    y += 16
    g += 16
    gradIn += 16
  }
  if (count > 0) reluBackwardAt(y, g, gradIn, count)
}

// @ts-ignore: decorator
@inline
function sigmoidBackwardAt(y: usize, g: usize, gradIn: usize, lanes: i32): void {
  const out = v128.load(y)
  const slope = f32x4.mul(out, f32x4.sub(f32x4.splat(1), out))
  put(gradIn, f32x4.mul(v128.load(g), slope), lanes)
}

/** gradIn = g·(y·(1 − y)) */
export function sigmoidBackward(y: usize, g: usize, gradIn: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    sigmoidBackwardAt(y, g, gradIn, 4)
    y += 16
    g += 16
    gradIn += 16
  }
  if (count > 0) sigmoidBackwardAt(y, g, gradIn, count)
}

// @ts-ignore: decorator
@inline
function tanhBackwardAt(y: usize, g: usize, gradIn: usize, lanes: i32): void {
  const out = v128.load(y)
  const slope = f32x4.sub(f32x4.splat(1), f32x4.mul(out, out))
  put(gradIn, f32x4.mul(v128.load(g), slope), lanes)
}

/** gradIn = g·(1 − y²) */
export function tanhBackward(y: usize, g: usize, gradIn: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    tanhBackwardAt(y, g, gradIn, 4)
    y += 16
    g += 16
    gradIn += 16
  }
  if (count > 0) tanhBackwardAt(y, g, gradIn, count)
}

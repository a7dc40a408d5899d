import { exp, log } from './elementary'
import { laneMask, put } from './memory'

/** out[r, c] = exp(z[r, c] − max z[r]) / Σ;  logits and out [rows, classes] */
export function softmax(logits: usize, out: usize, rows: i32, classes: i32): void {
  const stride = (<usize>classes) << 2
  for (let r = 0; r < rows; r++) {
    exponentials(logits, out, largestOf(logits, classes), classes)
    divide(out, sumOf(out, classes), classes)
    logits += stride
    out += stride
  }
}

/** losses[r] = log Σ − (z[r, label] − max z[r]);  gradLogits = (softmax − one-hot) / rows */
export function softmaxCrossEntropy(
  logits: usize,
  labels: usize,
  losses: usize,
  gradLogits: usize,
  rows: i32,
  classes: i32,
): void {
  const stride = (<usize>classes) << 2
  for (let r = 0; r < rows; r++) {
    const place = (<usize>load<i32>(labels)) << 2
    const score = load<f32>(logits + place)
    const largest = largestOf(logits, classes)
    exponentials(logits, gradLogits, largest, classes)
    const sum = sumOf(gradLogits, classes)
    store<f32>(losses, log(sum) - (score - largest))
    divide(gradLogits, sum, classes)
    store<f32>(gradLogits + place, load<f32>(gradLogits + place) - 1)
    divide(gradLogits, <f32>rows, classes)
    logits += stride
    labels += 4
    losses += 4
    gradLogits += stride
  }
}

function largestOf(row: usize, count: i32): f32 {
  let largest = f32x4.splat(f32.NEGATIVE_INFINITY)
  for (; count >= 4; count -= 4) {
    largest = f32x4.max(largest, v128.load(row))
    row += 16
  }
  const tail = v128.bitselect(v128.load(row), f32x4.splat(f32.NEGATIVE_INFINITY), laneMask(count))
  largest = f32x4.max(largest, tail)
  const first = max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1))
  return max(first, max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)))
}

/** One sum in ascending order: the vector unit must not help here. */
function sumOf(row: usize, count: i32): f32 {
  let sum: f32 = 0
  for (let i = 0; i < count; i++) sum += load<f32>(row + ((<usize>i) << 2))
  return sum
}

/** out[c] = exp(row[c] − largest) */
function exponentials(row: usize, out: usize, largest: f32, count: i32): void {
  const shift = f32x4.splat(largest)
  for (; count >= 4; count -= 4) {
    v128.store(out, exp(f32x4.sub(v128.load(row), shift)))
    row += 16
    out += 16
  }
  if (count > 0) put(out, exp(f32x4.sub(v128.load(row), shift)), count)
}

function divide(row: usize, divisor: f32, count: i32): void {
  const by = f32x4.splat(divisor)
  for (; count >= 4; count -= 4) {
    v128.store(row, f32x4.div(v128.load(row), by))
    row += 16
  }
  if (count > 0) put(row, f32x4.div(v128.load(row), by), count)
}

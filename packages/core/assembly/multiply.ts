import { put } from './memory'

// @ts-ignore: decorator
@inline
function multiplyAt(a: usize, b: usize, out: usize, lanes: i32): void {
  put(out, f32x4.mul(v128.load(a), v128.load(b)), lanes)
}

/** out = a·b, element by element */
export function multiply(a: usize, b: usize, out: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    multiplyAt(a, b, out, 4)
    a += 16
    b += 16
    out += 16
  }
  if (count > 0) multiplyAt(a, b, out, count)
}

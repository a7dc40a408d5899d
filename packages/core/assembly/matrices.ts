import { ROW_BYTES } from './memory'

@unmanaged
class LoadRows {
  from: usize
  to: usize
  toStride: usize
  rows: i32
  columns: i32
}

/** Copies a row-major matrix into panels. */
export function loadRows(at: usize): void {
  const args = changetype<LoadRows>(at)
  const whole = args.columns & ~15
  let from = args.from
  for (let row = 0; row < args.rows; row++) {
    let to = args.to + (<usize>row << 6)
    for (let column = 0; column < whole; column += 16) {
      copyRow(from, to)
      from += ROW_BYTES
      to += args.toStride
    }
    for (let i = whole; i < args.columns; i++) {
      store<f32>(to, load<f32>(from))
      from += 4
      to += 4
    }
  }
}

// @ts-ignore: decorator
@inline
function copyRow(from: usize, to: usize): void {
  const a = v128.load(from), b = v128.load(from, 16), c = v128.load(from, 32), d = v128.load(from, 48)
  v128.store(to, a), v128.store(to, b, 16), v128.store(to, c, 32), v128.store(to, d, 48)
}

@unmanaged
class Transpose {
  from: usize
  fromStride: usize
  to: usize
  toStride: usize
  rows: i32
  columns: i32
}

/** to[c, r] = from[r, c], both in panels; columns of `to` past its last are zero. */
export function transpose(at: usize): void {
  const args = changetype<Transpose>(at)
  for (let row = 0; row < args.rows; row += 4) {
    // Rows of `from` past the last lie in its spare rows, which are zero, or past `to`'s last column, which is cleared.
    let from = args.from + (<usize>row << 6)
    const to = args.to + <usize>(row >> 4) * args.toStride + (<usize>(row & 15) << 2)
    const lanes = args.rows - row
    for (let column = 0; column < args.columns; column += 4) {
      const block = from + <usize>(column >> 4) * args.fromStride + (<usize>(column & 15) << 2)
      transposeBlock(block, to + (<usize>column << 6), lanes)
    }
  }
}

/** A block of 4 × 4; of its rows the first `rows` count, the others are taken as zero. */
function transposeBlock(from: usize, to: usize, rows: i32): void {
  const zero = f32x4.splat(0)
  const r0 = v128.load(from)
  const r1 = rows > 1 ? v128.load(from, 64) : zero
  const r2 = rows > 2 ? v128.load(from, 128) : zero
  const r3 = rows > 3 ? v128.load(from, 192) : zero
  const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7)
  const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7)
  v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2))
  v128.store(to, v128.shuffle<i64>(low01, low23, 1, 3), 64)
  v128.store(to, v128.shuffle<i64>(high01, high23, 0, 2), 128)
  v128.store(to, v128.shuffle<i64>(high01, high23, 1, 3), 192)
}

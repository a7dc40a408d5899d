import { scratch } from './memory'
import { sparseLimit } from './tier'

// A sparse matrix as lists: list i has the entries starts[i] … starts[i + 1] − 1, each an offset (place · 64 bytes, a row
// of a panel) and a value. The lists made here lie in scratch memory: what a function made, the next one overwrites.

export let listStarts: usize = 0
export let listEntries: usize = 0

function makeRoom(lists: i32): void {
  listStarts = scratch
  listEntries = scratch + ((<usize>lists * 4 + 71) & ~63)
}

/**
 * Whether so many of the values are zero that skipping them pays in a product with `products` columns; looks at each.
 * Bits do not depend on the answer.
 */
export function isWorthSkipping(x: usize, stride: usize, rows: i32, columns: i32, products: i32): bool {
  const limit = sparseLimit(products)
  if (limit <= 0) return false
  let zeros: i32 = 0
  for (let column = 0; column < columns; column += 16) {
    const end = x + (<usize>rows << 6)
    let counts = i32x4.splat(0)
    for (let at = x; at < end; at += 64) {
      const zero = f32x4.splat(0)
      const a = i32x4.add(f32x4.eq(v128.load(at), zero), f32x4.eq(v128.load(at, 16), zero))
      const b = i32x4.add(f32x4.eq(v128.load(at, 32), zero), f32x4.eq(v128.load(at, 48), zero))
      counts = i32x4.sub(counts, i32x4.add(a, b))
    }
    zeros += i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1)
    zeros += i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3)
    x += stride
  }
  return <f32>zeros >= (1 - limit) * <f32>(rows * columns)
}

/** Appends an entry and keeps it only where its value is not ±0: no branch, which half-full rows would mispredict. */
// @ts-ignore: decorator
@inline
function append(to: usize, value: u32, offset: u32): usize {
  store<u64>(to, (<u64>value << 32) | <u64>offset)
  return to + (<usize>((value << 1) != 0) << 3)
}

/** Lists of the rows of a matrix in panels. */
export function listRows(x: usize, stride: usize, rows: i32, columns: i32): void {
  makeRoom(rows)
  let to = listEntries
  for (let row = 0; row < rows; row++) {
    store<u32>(listStarts + (<usize>row << 2), <u32>((to - listEntries) >> 3))
    let panel = x + (<usize>row << 6)
    for (let column = 0; column < columns; column += 16) {
      const count = min(16, columns - column)
      for (let i = 0; i < count; i++) {
        to = append(to, load<u32>(panel + (<usize>i << 2)), <u32>(column + i) << 6)
      }
      panel += stride
    }
  }
  store<u32>(listStarts + (<usize>rows << 2), <u32>((to - listEntries) >> 3))
}

/** Lists of the columns of a matrix in panels. */
export function listColumns(x: usize, stride: usize, rows: i32, columns: i32): void {
  makeRoom(columns)
  let to = listEntries
  for (let column = 0; column < columns; column++) {
    store<u32>(listStarts + (<usize>column << 2), <u32>((to - listEntries) >> 3))
    let at = x + <usize>(column >> 4) * stride + (<usize>(column & 15) << 2)
    for (let row = 0; row < rows; row++) {
      to = append(to, load<u32>(at), <u32>row << 6)
      at += 64
    }
  }
  store<u32>(listStarts + (<usize>columns << 2), <u32>((to - listEntries) >> 3))
}

/** Lists of the columns of a matrix that is given as lists of its rows: a counting sort. */
export function transposeLists(starts: usize, entries: usize, rows: i32, columns: i32): void {
  makeRoom(columns)
  const first = load<u32>(starts)
  const count = load<u32>(starts + (<usize>rows << 2)) - first
  const from = entries + (<usize>first << 3)
  countColumns(from, from + (<usize>count << 3), columns)
  for (let row = 0; row < rows; row++) {
    const end = entries + (<usize>load<u32>(starts + (<usize>row << 2), 4) << 3)
    const offset = <u64>row << 6
    for (let entry = entries + (<usize>load<u32>(starts + (<usize>row << 2)) << 3); entry < end; entry += 8) {
      const next = listStarts + <usize>(load<u32>(entry) >> 4) + 4
      const place = load<u32>(next)
      store<u32>(next, place + 1)
      store<u64>(listEntries + (<usize>place << 3), offset | (load<u64>(entry) & 0xffffffff00000000))
    }
  }
}

/** Sets starts[c + 1] to where list c begins: filling the lists moves it on to where the list ends. starts[0] stays 0. */
function countColumns(from: usize, end: usize, columns: i32): void {
  memory.fill(listStarts, 0, <usize>(columns + 2) << 2)
  for (let entry = from; entry < end; entry += 8) {
    const at = listStarts + <usize>(load<u32>(entry) >> 4)
    store<u32>(at, load<u32>(at, 8) + 1, 8)
  }
  let sum: u32 = 0
  for (let column = 0; column <= columns; column++) {
    const at = listStarts + (<usize>column << 2)
    sum += load<u32>(at, 4)
    store<u32>(at, sum, 4)
  }
}

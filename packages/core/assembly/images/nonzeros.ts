import { gradients } from './gradient-tiles'

/** The gradients of one image of output that are not zero, by pixels and units ascending: one of each array for each. */
@unmanaged
export class Nonzeros {
  /** float32 */
  values: usize
  /** Where its unit's weights lie, in bytes from the first unit's. */
  units: usize
  /** Where its window begins, in bytes from the first window. */
  windows: usize
  count: usize
}

/** For each set of four lanes, the bytes of those that are in it, and then of the others. */
const COMPACT = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  4, 5, 6, 7, 0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15,
  0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15,
  4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 12, 13, 14, 15,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  0, 1, 2, 3, 12, 13, 14, 15, 4, 5, 6, 7, 8, 9, 10, 11,
  4, 5, 6, 7, 12, 13, 14, 15, 0, 1, 2, 3, 8, 9, 10, 11,
  0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 8, 9, 10, 11,
  8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7,
  0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 4, 5, 6, 7,
  4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
])

/** Rows of windows lie `rowStep` bytes apart, windows of a row `step`, units `unitBytes`. */
export function listNonzeros(list: Nonzeros, channels: i32, unitBytes: usize, rowStep: usize, step: usize): void {
  const zero = f32x4.splat(0)
  const four = i32x4.splat(4 * <i32>unitBytes)
  const firstUnits = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(<i32>unitBytes))
  let line = gradients.at, row: usize = 0, end: usize = 0
  for (let y = 0; y < gradients.height; y++) {
    let p = line, window = row
    for (let x = gradients.width; x > 0; x--) {
      const windows = i32x4.splat(<i32>window)
      let units = firstUnits
      // No branch: whether a gradient is zero cannot be foreseen.
      for (let at = p, last = p + (<usize>channels << 2); at < last; at += 16) {
        const values = v128.load(at)
        const mask = i32x4.bitmask(f32x4.ne(values, zero))
        const order = v128.load(COMPACT + (<usize>mask << 4))
        v128.store(list.values + end, i8x16.swizzle(values, order))
        v128.store(list.units + end, i8x16.swizzle(units, order))
        v128.store(list.windows + end, windows)
        end += <usize>popcnt(mask) << 2
        units = i32x4.add(units, four)
      }
      p += gradients.pixelBytes, window += step
    }
    line += gradients.rowBytes, row += rowStep
  }
  list.count = end >> 2
}

import { ROW_BYTES, scratch } from './memory'

@unmanaged
class Squares {
  x: usize
  stride: usize
  rows: i32
  panels: i32
  out: usize
}

/**
 * out = Σ x² in float64, over panels and rows in order, for each of the 16 columns of a panel apart; then over these.
 * It is finite where and only where every x is.
 */
export function sumOfSquares(at: usize): void {
  const args = changetype<Squares>(at)
  memory.fill(scratch, 0, 128)
  for (let panel = 0; panel < args.panels; panel++) {
    for (let quarter: usize = 0; quarter < 4; quarter++) {
      const x = args.x + <usize>panel * args.stride + (quarter << 4)
      addSquares(x, args.rows, scratch + (quarter << 5))
    }
  }
  let sum: f64 = 0
  for (let column: usize = 0; column < 16; column++) sum += load<f64>(scratch + (column << 3))
  store<f64>(args.out, sum)
}

/** Adds the squares of 4 columns to 4 sums of float64. */
function addSquares(x: usize, rows: i32, sums: usize): void {
  let low = v128.load(sums), high = v128.load(sums, 16)
  for (const end = x + (<usize>rows << 6); x < end; x += ROW_BYTES) {
    const four = v128.load(x)
    const a = f64x2.promote_low_f32x4(four)
    const b = f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 1))
    low = f64x2.add(low, f64x2.mul(a, a))
    high = f64x2.add(high, f64x2.mul(b, b))
  }
  v128.store(sums, low)
  v128.store(sums, high, 16)
}

@unmanaged
class ClipScale {
  squares: usize
  count: i32
  limit: f32
  out: usize
}

/** out = min(1, limit / (√Σ squares + 10⁻⁶)), in float64, rounded to float32 at the end */
export function clipScale(at: usize): void {
  const args = changetype<ClipScale>(at)
  let sum: f64 = 0
  for (let i = 0; i < args.count; i++) sum += load<f64>(args.squares + (<usize>i << 3))
  store<f32>(args.out, <f32>min<f64>(1, <f64>args.limit / (sqrt<f64>(sum) + 1e-6)))
}

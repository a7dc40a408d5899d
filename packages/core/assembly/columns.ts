import { ROW_BYTES } from './memory'

// Panel operations that sum along the columns, in the order of the rows: [address, panel's stride] of each operand. Each
// has 16 sums at once, one for each column of the panel.

@unmanaged
class Columns {
  x: usize
  xStride: usize
  y: usize
  yStride: usize
  out: usize
  more: usize
}

// @ts-ignore: decorator
@inline
function store16(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(out, a), v128.store(out, b, 16), v128.store(out, c, 32), v128.store(out, d, 48)
}

// @ts-ignore: decorator
@inline
function panelOf(base: usize, stride: usize, panel: i32, row: i32): usize {
  return base + <usize>panel * stride + (<usize>row << 6)
}

/** out[c] = Σᵣ x[r, c] */
export function columnSums(at: usize, panel: i32, row: i32, rows: i32): void {
  const args = changetype<Columns>(at)
  sumColumns(panelOf(args.x, args.xStride, panel, row), rows, args.out + (<usize>panel << 6))
}

function sumColumns(x: usize, rows: i32, out: usize): void {
  let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0)
  for (const end = x + (<usize>rows << 6); x < end; x += ROW_BYTES) {
    a = f32x4.add(a, v128.load(x)), b = f32x4.add(b, v128.load(x, 16))
    c = f32x4.add(c, v128.load(x, 32)), d = f32x4.add(d, v128.load(x, 48))
  }
  store16(out, a, b, c, d)
}

/** out[c] = Σᵣ x[r, c]·y[r, c] */
export function columnProducts(at: usize, panel: i32, row: i32, rows: i32): void {
  const args = changetype<Columns>(at)
  const x = panelOf(args.x, args.xStride, panel, row)
  sumProducts(x, panelOf(args.y, args.yStride, panel, row), rows, args.out + (<usize>panel << 6))
}

function sumProducts(x: usize, y: usize, rows: i32, out: usize): void {
  let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0)
  for (const end = x + (<usize>rows << 6); x < end; x += ROW_BYTES) {
    a = f32x4.add(a, f32x4.mul(v128.load(x), v128.load(y)))
    b = f32x4.add(b, f32x4.mul(v128.load(x, 16), v128.load(y, 16)))
    c = f32x4.add(c, f32x4.mul(v128.load(x, 32), v128.load(y, 32)))
    d = f32x4.add(d, f32x4.mul(v128.load(x, 48), v128.load(y, 48)))
    y += ROW_BYTES
  }
  store16(out, a, b, c, d)
}

/** mean[c] = (Σᵣ x[r, c]) / rows;  variance[c] = (Σᵣ (x[r, c] − mean[c])²) / rows */
export function columnMoments(at: usize, panel: i32, row: i32, rows: i32): void {
  const args = changetype<Columns>(at)
  const x = panelOf(args.x, args.xStride, panel, row)
  const mean = args.out + (<usize>panel << 6)
  const variance = args.more + (<usize>panel << 6)
  sumColumns(x, rows, mean)
  divide16(mean, <f32>rows)
  sumSquaredDistances(x, mean, rows, variance)
  divide16(variance, <f32>rows)
}

function divide16(at: usize, by: f32): void {
  const d = f32x4.splat(by)
  const a = f32x4.div(v128.load(at), d), b = f32x4.div(v128.load(at, 16), d)
  const c = f32x4.div(v128.load(at, 32), d), e = f32x4.div(v128.load(at, 48), d)
  store16(at, a, b, c, e)
}

// @ts-ignore: decorator
@inline
function addSquare(sum: v128, distance: v128): v128 {
  return f32x4.add(sum, f32x4.mul(distance, distance))
}

function sumSquaredDistances(x: usize, mean: usize, rows: i32, out: usize): void {
  const ma = v128.load(mean), mb = v128.load(mean, 16), mc = v128.load(mean, 32), md = v128.load(mean, 48)
  let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0)
  for (const end = x + (<usize>rows << 6); x < end; x += ROW_BYTES) {
    a = addSquare(a, f32x4.sub(v128.load(x), ma)), b = addSquare(b, f32x4.sub(v128.load(x, 16), mb))
    c = addSquare(c, f32x4.sub(v128.load(x, 32), mc)), d = addSquare(d, f32x4.sub(v128.load(x, 48), md))
  }
  store16(out, a, b, c, d)
}

/** out[c] = max(out[c], the largest x[r, c]) */
export function columnMaxima(at: usize, panel: i32, row: i32, rows: i32): void {
  const args = changetype<Columns>(at)
  const out = args.out + (<usize>panel << 6)
  let x = panelOf(args.x, args.xStride, panel, row)
  let a = v128.load(out), b = v128.load(out, 16), c = v128.load(out, 32), d = v128.load(out, 48)
  for (const end = x + (<usize>rows << 6); x < end; x += ROW_BYTES) {
    a = f32x4.max(a, v128.load(x)), b = f32x4.max(b, v128.load(x, 16))
    c = f32x4.max(c, v128.load(x, 32)), d = f32x4.max(d, v128.load(x, 48))
  }
  store16(out, a, b, c, d)
}

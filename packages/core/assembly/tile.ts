import { ROW_BYTES } from './memory'

// The blocks of a product that stay in registers: 4 rows of a panel, 16 columns at once (8 registers of 256 bits, where
// V8 packs them) or 8 (8 registers of 128 bits). Each sum takes its terms in ascending order and starts at +0; a term is
// multiplied and then added, never fused. Stores come last, in pairs of neighbours: what V8 packs.

// @ts-ignore: decorator
@inline
export function addProduct(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b))
}

/**
 * out[i, j] = Σₖ x[i, k]·weights[k, j] for 4 rows i and 16 columns j.
 *
 * x points to its first row in the first panel; its panels, 16 terms each, are `stride` bytes apart.
 */
export function tile16(x: usize, stride: usize, weights: usize, depth: i32, out: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0)
  let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0)
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), c2 = f32x4.splat(0), c3 = f32x4.splat(0)
  let d0 = f32x4.splat(0), d1 = f32x4.splat(0), d2 = f32x4.splat(0), d3 = f32x4.splat(0)
  for (; depth > 0; depth -= 16) {
    const end = weights + (<usize>min(depth, 16) << 6)
    for (let at = x; weights < end; at += 4) {
      const w0 = v128.load(weights), w1 = v128.load(weights, 16)
      const w2 = v128.load(weights, 32), w3 = v128.load(weights, 48)
      const xa = v128.load32_splat(at)
      a0 = addProduct(a0, xa, w0), a1 = addProduct(a1, xa, w1), a2 = addProduct(a2, xa, w2), a3 = addProduct(a3, xa, w3)
      const xb = v128.load32_splat(at, 64)
      b0 = addProduct(b0, xb, w0), b1 = addProduct(b1, xb, w1), b2 = addProduct(b2, xb, w2), b3 = addProduct(b3, xb, w3)
      const xc = v128.load32_splat(at, 128)
      c0 = addProduct(c0, xc, w0), c1 = addProduct(c1, xc, w1), c2 = addProduct(c2, xc, w2), c3 = addProduct(c3, xc, w3)
      const xd = v128.load32_splat(at, 192)
      d0 = addProduct(d0, xd, w0), d1 = addProduct(d1, xd, w1), d2 = addProduct(d2, xd, w2), d3 = addProduct(d3, xd, w3)
      weights += ROW_BYTES
    }
    x += stride
  }
  v128.store(out, a0), v128.store(out, a1, 16), v128.store(out, a2, 32), v128.store(out, a3, 48)
  v128.store(out, b0, 64), v128.store(out, b1, 80), v128.store(out, b2, 96), v128.store(out, b3, 112)
  v128.store(out, c0, 128), v128.store(out, c1, 144), v128.store(out, c2, 160), v128.store(out, c3, 176)
  v128.store(out, d0, 192), v128.store(out, d1, 208), v128.store(out, d2, 224), v128.store(out, d3, 240)
}

/** The same for 8 columns: half a panel. */
export function tile8(x: usize, stride: usize, weights: usize, depth: i32, out: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0)
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), d0 = f32x4.splat(0), d1 = f32x4.splat(0)
  for (; depth > 0; depth -= 16) {
    const end = weights + (<usize>min(depth, 16) << 6)
    for (let at = x; weights < end; at += 4) {
      const xa = v128.load32_splat(at), xb = v128.load32_splat(at, 64)
      const xc = v128.load32_splat(at, 128), xd = v128.load32_splat(at, 192)
      // One half after the other: row after row, both halves at a time, is 7 % slower on Zen 4.
      const w0 = v128.load(weights)
      a0 = addProduct(a0, xa, w0), b0 = addProduct(b0, xb, w0), c0 = addProduct(c0, xc, w0), d0 = addProduct(d0, xd, w0)
      const w1 = v128.load(weights, 16)
      a1 = addProduct(a1, xa, w1), b1 = addProduct(b1, xb, w1), c1 = addProduct(c1, xc, w1), d1 = addProduct(d1, xd, w1)
      weights += ROW_BYTES
    }
    x += stride
  }
  v128.store(out, a0), v128.store(out, a1, 16), v128.store(out, b0, 64), v128.store(out, b1, 80)
  v128.store(out, c0, 128), v128.store(out, c1, 144), v128.store(out, d0, 192), v128.store(out, d1, 208)
}

/**
 * out[i, j] = Σᵣ x[r, i]·g[r, j] for 4 neighbouring columns i of x and 16 columns j of g: the transposed product.
 *
 * x points to the first of the 4 columns in its first row, g to its first row; rows are 64 bytes apart in both.
 */
export function transposedTile16(x: usize, g: usize, rows: i32, out: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0)
  let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0)
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), c2 = f32x4.splat(0), c3 = f32x4.splat(0)
  let d0 = f32x4.splat(0), d1 = f32x4.splat(0), d2 = f32x4.splat(0), d3 = f32x4.splat(0)
  const end = g + (<usize>rows << 6)
  while (g < end) {
    const g0 = v128.load(g), g1 = v128.load(g, 16), g2 = v128.load(g, 32), g3 = v128.load(g, 48)
    const xa = v128.load32_splat(x)
    a0 = addProduct(a0, xa, g0), a1 = addProduct(a1, xa, g1), a2 = addProduct(a2, xa, g2), a3 = addProduct(a3, xa, g3)
    const xb = v128.load32_splat(x, 4)
    b0 = addProduct(b0, xb, g0), b1 = addProduct(b1, xb, g1), b2 = addProduct(b2, xb, g2), b3 = addProduct(b3, xb, g3)
    const xc = v128.load32_splat(x, 8)
    c0 = addProduct(c0, xc, g0), c1 = addProduct(c1, xc, g1), c2 = addProduct(c2, xc, g2), c3 = addProduct(c3, xc, g3)
    const xd = v128.load32_splat(x, 12)
    d0 = addProduct(d0, xd, g0), d1 = addProduct(d1, xd, g1), d2 = addProduct(d2, xd, g2), d3 = addProduct(d3, xd, g3)
    x += ROW_BYTES
    g += ROW_BYTES
  }
  v128.store(out, a0), v128.store(out, a1, 16), v128.store(out, a2, 32), v128.store(out, a3, 48)
  v128.store(out, b0, 64), v128.store(out, b1, 80), v128.store(out, b2, 96), v128.store(out, b3, 112)
  v128.store(out, c0, 128), v128.store(out, c1, 144), v128.store(out, c2, 160), v128.store(out, c3, 176)
  v128.store(out, d0, 192), v128.store(out, d1, 208), v128.store(out, d2, 224), v128.store(out, d3, 240)
}

/** The same for 8 columns of g. */
export function transposedTile8(x: usize, g: usize, rows: i32, out: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0)
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), d0 = f32x4.splat(0), d1 = f32x4.splat(0)
  const end = g + (<usize>rows << 6)
  while (g < end) {
    const xa = v128.load32_splat(x), xb = v128.load32_splat(x, 4)
    const xc = v128.load32_splat(x, 8), xd = v128.load32_splat(x, 12)
    const g0 = v128.load(g)
    a0 = addProduct(a0, xa, g0), b0 = addProduct(b0, xb, g0), c0 = addProduct(c0, xc, g0), d0 = addProduct(d0, xd, g0)
    const g1 = v128.load(g, 16)
    a1 = addProduct(a1, xa, g1), b1 = addProduct(b1, xb, g1), c1 = addProduct(c1, xc, g1), d1 = addProduct(d1, xd, g1)
    x += ROW_BYTES
    g += ROW_BYTES
  }
  v128.store(out, a0), v128.store(out, a1, 16), v128.store(out, b0, 64), v128.store(out, b1, 80)
  v128.store(out, c0, 128), v128.store(out, c1, 144), v128.store(out, d0, 192), v128.store(out, d1, 208)
}

import { Images, groupBytes, imageOf } from './images'

// Max pool 2 × 2 and ReLU behind a convolution. The bias is added to the largest of four sums: rounding is monotone, so
// this is the largest of four sums with a bias.

/** out = max(max of 4 sums + bias, 0), for one image */
export function poolSums(sums: Images, out: Images, bias: usize, row: i32): void {
  for (let group: usize = 0; group < groupBytes(out); group += 32) {
    const bias0 = v128.load(bias + group), bias1 = v128.load(bias + group, 16)
    const zero = f32x4.splat(0)
    let from = imageOf(sums, row) + group, to = imageOf(out, row) + group
    const step = sums.pixelBytes
    for (let y = 0; y < out.height; y++) {
      let p = from, q = from + sums.rowBytes, r = to
      for (let x = 0; x < out.width; x++) {
        const top0 = f32x4.max(v128.load(p), v128.load(p + step)), low0 = f32x4.max(v128.load(q), v128.load(q + step))
        const top1 = f32x4.max(v128.load(p, 16), v128.load(p + step, 16))
        const low1 = f32x4.max(v128.load(q, 16), v128.load(q + step, 16))
        const out0 = f32x4.max(f32x4.add(f32x4.max(top0, low0), bias0), zero)
        const out1 = f32x4.max(f32x4.add(f32x4.max(top1, low1), bias1), zero)
        v128.store(r, out0), v128.store(r, out1, 16)
        p += 2 * step, q += 2 * step, r += out.pixelBytes
      }
      from += 2 * sums.rowBytes, to += out.rowBytes
    }
  }
}

/** The gradient of one image of sums, which goes to `to`; what the windows leave over there is zero already. */
export function unpoolGradient(
  sums: Images,
  out: Images,
  gradOut: Images,
  row: i32,
  to: usize,
  toRow: usize,
  toPixel: usize,
): void {
  for (let group: usize = 0; group < groupBytes(out); group += 32) {
    let from = imageOf(sums, row) + group, outAt = imageOf(out, row) + group, gradient = imageOf(gradOut, row) + group
    let at = to + group
    for (let y = 0; y < out.height; y++) {
      unpoolRow(from, sums, outAt, out.pixelBytes, gradient, gradOut.pixelBytes, at, toRow, toPixel, out.width)
      from += 2 * sums.rowBytes, outAt += out.rowBytes, gradient += gradOut.rowBytes, at += 2 * toRow
    }
  }
}

function unpoolRow(
  p: usize,
  sums: Images,
  out: usize,
  outStep: usize,
  gradient: usize,
  gradientStep: usize,
  to: usize,
  toRow: usize,
  toStep: usize,
  width: i32,
): void {
  const step = sums.pixelBytes
  const zero = f32x4.splat(0)
  let q = p + sums.rowBytes
  for (; width > 0; width--) {
    const a0 = v128.load(p), a1 = v128.load(p, 16), b0 = v128.load(p + step), b1 = v128.load(p + step, 16)
    const c0 = v128.load(q), c1 = v128.load(q, 16), d0 = v128.load(q + step), d1 = v128.load(q + step, 16)
    const most0 = f32x4.max(f32x4.max(a0, b0), f32x4.max(c0, d0))
    const most1 = f32x4.max(f32x4.max(a1, b1), f32x4.max(c1, d1))
    const ga0 = v128.and(v128.load(gradient), f32x4.gt(v128.load(out), zero))
    const ga1 = v128.and(v128.load(gradient, 16), f32x4.gt(v128.load(out, 16), zero))
    const isA0 = f32x4.eq(a0, most0), isA1 = f32x4.eq(a1, most1), gb0 = v128.andnot(ga0, isA0), gb1 = v128.andnot(ga1, isA1)
    const isB0 = f32x4.eq(b0, most0), isB1 = f32x4.eq(b1, most1), gc0 = v128.andnot(gb0, isB0), gc1 = v128.andnot(gb1, isB1)
    const isC0 = f32x4.eq(c0, most0), isC1 = f32x4.eq(c1, most1), gd0 = v128.andnot(gc0, isC0), gd1 = v128.andnot(gc1, isC1)
    const isD0 = f32x4.eq(d0, most0), isD1 = f32x4.eq(d1, most1)
    const ra0 = v128.and(ga0, isA0), ra1 = v128.and(ga1, isA1), rb0 = v128.and(gb0, isB0), rb1 = v128.and(gb1, isB1)
    const rc0 = v128.and(gc0, isC0), rc1 = v128.and(gc1, isC1), rd0 = v128.and(gd0, isD0), rd1 = v128.and(gd1, isD1)
    v128.store(to, ra0), v128.store(to, ra1, 16)
    v128.store(to + toStep, rb0), v128.store(to + toStep, rb1, 16)
    v128.store(to + toRow, rc0), v128.store(to + toRow, rc1, 16)
    v128.store(to + toRow + toStep, rd0), v128.store(to + toRow + toStep, rd1, 16)
    p += 2 * step, q += 2 * step, out += outStep, gradient += gradientStep, to += 2 * toStep
  }
}

import { addProduct } from '../tile'
import { Images } from './images'

// Blocks of a convolution's gradient by its weights that stay in registers: some neighbouring terms, 16 or 8 channels.
// They are read, one image is added to them, pixel after pixel, and they are written back.

/** The gradient of one image of output, the one under way; `at` is not used. */
export const gradients = changetype<Images>(memory.data(offsetof<Images>()))

/** out[i, j] += Σ x[i]·gradient[j] over the pixels, for 4 neighbouring terms and 16 channels */
export function gradient4x16(at: usize, rowStep: usize, step: usize, gradient: usize, out: usize): void {
  let a0 = v128.load(out), a1 = v128.load(out, 16), a2 = v128.load(out, 32), a3 = v128.load(out, 48)
  let b0 = v128.load(out, 64), b1 = v128.load(out, 80), b2 = v128.load(out, 96), b3 = v128.load(out, 112)
  let c0 = v128.load(out, 128), c1 = v128.load(out, 144), c2 = v128.load(out, 160), c3 = v128.load(out, 176)
  let d0 = v128.load(out, 192), d1 = v128.load(out, 208), d2 = v128.load(out, 224), d3 = v128.load(out, 240)
  for (let y = 0; y < gradients.height; y++) {
    let p = at, q = gradient
    for (let x = 0; x < gradients.width; x++) {
      const g0 = v128.load(q), g1 = v128.load(q, 16), g2 = v128.load(q, 32), g3 = v128.load(q, 48)
      let value = v128.load32_splat(p)
      a0 = addProduct(a0, value, g0), a1 = addProduct(a1, value, g1), a2 = addProduct(a2, value, g2), a3 = addProduct(a3, value, g3)
      value = v128.load32_splat(p, 4)
      b0 = addProduct(b0, value, g0), b1 = addProduct(b1, value, g1), b2 = addProduct(b2, value, g2), b3 = addProduct(b3, value, g3)
      value = v128.load32_splat(p, 8)
      c0 = addProduct(c0, value, g0), c1 = addProduct(c1, value, g1), c2 = addProduct(c2, value, g2), c3 = addProduct(c3, value, g3)
      value = v128.load32_splat(p, 12)
      d0 = addProduct(d0, value, g0), d1 = addProduct(d1, value, g1), d2 = addProduct(d2, value, g2), d3 = addProduct(d3, value, g3)
      p += step, q += gradients.pixelBytes
    }
    at += rowStep, gradient += gradients.rowBytes
  }
  v128.store(out, a0), v128.store(out, a1, 16), v128.store(out, a2, 32), v128.store(out, a3, 48)
  v128.store(out, b0, 64), v128.store(out, b1, 80), v128.store(out, b2, 96), v128.store(out, b3, 112)
  v128.store(out, c0, 128), v128.store(out, c1, 144), v128.store(out, c2, 160), v128.store(out, c3, 176)
  v128.store(out, d0, 192), v128.store(out, d1, 208), v128.store(out, d2, 224), v128.store(out, d3, 240)
}

/** The same for 8 channels. */
export function gradient4x8(at: usize, rowStep: usize, step: usize, gradient: usize, out: usize): void {
  let a0 = v128.load(out), a1 = v128.load(out, 16), b0 = v128.load(out, 64), b1 = v128.load(out, 80)
  let c0 = v128.load(out, 128), c1 = v128.load(out, 144), d0 = v128.load(out, 192), d1 = v128.load(out, 208)
  for (let y = 0; y < gradients.height; y++) {
    let p = at, q = gradient
    for (let x = 0; x < gradients.width; x++) {
      const g0 = v128.load(q), g1 = v128.load(q, 16)
      let value = v128.load32_splat(p)
      a0 = addProduct(a0, value, g0), a1 = addProduct(a1, value, g1)
      value = v128.load32_splat(p, 4)
      b0 = addProduct(b0, value, g0), b1 = addProduct(b1, value, g1)
      value = v128.load32_splat(p, 8)
      c0 = addProduct(c0, value, g0), c1 = addProduct(c1, value, g1)
      value = v128.load32_splat(p, 12)
      d0 = addProduct(d0, value, g0), d1 = addProduct(d1, value, g1)
      p += step, q += gradients.pixelBytes
    }
    at += rowStep, gradient += gradients.rowBytes
  }
  v128.store(out, a0), v128.store(out, a1, 16), v128.store(out, b0, 64), v128.store(out, b1, 80)
  v128.store(out, c0, 128), v128.store(out, c1, 144), v128.store(out, d0, 192), v128.store(out, d1, 208)
}

/** The same for the nine terms of a window of 3 × 3 of one channel, 8 channels of output; out has 4 rows for each 3 terms. */
export function greyGradient9x8(at: usize, rowBytes: usize, rowStep: usize, step: usize, gradient: usize, out: usize): void {
  let a0 = v128.load(out), a1 = v128.load(out, 16), b0 = v128.load(out, 64), b1 = v128.load(out, 80)
  let c0 = v128.load(out, 128), c1 = v128.load(out, 144), d0 = v128.load(out, 256), d1 = v128.load(out, 272)
  let e0 = v128.load(out, 320), e1 = v128.load(out, 336), f0 = v128.load(out, 384), f1 = v128.load(out, 400)
  let g0 = v128.load(out, 512), g1 = v128.load(out, 528), h0 = v128.load(out, 576), h1 = v128.load(out, 592)
  let i0 = v128.load(out, 640), i1 = v128.load(out, 656)
  for (let y = 0; y < gradients.height; y++) {
    let p0 = at, p1 = p0 + rowBytes, p2 = p1 + rowBytes, q = gradient
    for (let x = 0; x < gradients.width; x++) {
      const u0 = v128.load(q), u1 = v128.load(q, 16)
      let value = v128.load32_splat(p0)
      a0 = addProduct(a0, value, u0), a1 = addProduct(a1, value, u1)
      value = v128.load32_splat(p0, 4)
      b0 = addProduct(b0, value, u0), b1 = addProduct(b1, value, u1)
      value = v128.load32_splat(p0, 8)
      c0 = addProduct(c0, value, u0), c1 = addProduct(c1, value, u1)
      value = v128.load32_splat(p1)
      d0 = addProduct(d0, value, u0), d1 = addProduct(d1, value, u1)
      value = v128.load32_splat(p1, 4)
      e0 = addProduct(e0, value, u0), e1 = addProduct(e1, value, u1)
      value = v128.load32_splat(p1, 8)
      f0 = addProduct(f0, value, u0), f1 = addProduct(f1, value, u1)
      value = v128.load32_splat(p2)
      g0 = addProduct(g0, value, u0), g1 = addProduct(g1, value, u1)
      value = v128.load32_splat(p2, 4)
      h0 = addProduct(h0, value, u0), h1 = addProduct(h1, value, u1)
      value = v128.load32_splat(p2, 8)
      i0 = addProduct(i0, value, u0), i1 = addProduct(i1, value, u1)
      p0 += step, p1 += step, p2 += step, q += gradients.pixelBytes
    }
    at += rowStep, gradient += gradients.rowBytes
  }
  v128.store(out, a0), v128.store(out, a1, 16), v128.store(out, b0, 64), v128.store(out, b1, 80)
  v128.store(out, c0, 128), v128.store(out, c1, 144), v128.store(out, d0, 256), v128.store(out, d1, 272)
  v128.store(out, e0, 320), v128.store(out, e1, 336), v128.store(out, f0, 384), v128.store(out, f1, 400)
  v128.store(out, g0, 512), v128.store(out, g1, 528), v128.store(out, h0, 576), v128.store(out, h1, 592)
  v128.store(out, i0, 640), v128.store(out, i1, 656)
}

/** The same for 4 channels of output. */
export function greyGradient9x4(at: usize, rowBytes: usize, rowStep: usize, step: usize, gradient: usize, out: usize): void {
  let a0 = v128.load(out), b0 = v128.load(out, 64), c0 = v128.load(out, 128)
  let d0 = v128.load(out, 256), e0 = v128.load(out, 320), f0 = v128.load(out, 384)
  let g0 = v128.load(out, 512), h0 = v128.load(out, 576), i0 = v128.load(out, 640)
  for (let y = 0; y < gradients.height; y++) {
    let p0 = at, p1 = p0 + rowBytes, p2 = p1 + rowBytes, q = gradient
    for (let x = 0; x < gradients.width; x++) {
      const u0 = v128.load(q)
      let value = v128.load32_splat(p0)
      a0 = addProduct(a0, value, u0)
      value = v128.load32_splat(p0, 4)
      b0 = addProduct(b0, value, u0)
      value = v128.load32_splat(p0, 8)
      c0 = addProduct(c0, value, u0)
      value = v128.load32_splat(p1)
      d0 = addProduct(d0, value, u0)
      value = v128.load32_splat(p1, 4)
      e0 = addProduct(e0, value, u0)
      value = v128.load32_splat(p1, 8)
      f0 = addProduct(f0, value, u0)
      value = v128.load32_splat(p2)
      g0 = addProduct(g0, value, u0)
      value = v128.load32_splat(p2, 4)
      h0 = addProduct(h0, value, u0)
      value = v128.load32_splat(p2, 8)
      i0 = addProduct(i0, value, u0)
      p0 += step, p1 += step, p2 += step, q += gradients.pixelBytes
    }
    at += rowStep, gradient += gradients.rowBytes
  }
  v128.store(out, a0), v128.store(out, b0, 64), v128.store(out, c0, 128)
  v128.store(out, d0, 256), v128.store(out, e0, 320), v128.store(out, f0, 384)
  v128.store(out, g0, 512), v128.store(out, h0, 576), v128.store(out, i0, 640)
}

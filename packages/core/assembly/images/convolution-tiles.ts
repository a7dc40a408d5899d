import { addProduct } from '../tile'
import { walk } from './walk'

// The blocks of a convolution that stay in registers: some neighbouring pixels of a row, 16 or 8 channels. What a pixel
// sums over lies in runs of floats, `runs` for each row of the window; the weights of one term are 64 bytes from those of
// the next. Terms are unrolled by four, which saves the steps of the pointers: 10 % in the wide tier.

/** out = max(Σ x·weights + bias, least) for 4 pixels and 16 channels */
export function tile4x16(at: usize, step: usize, weights: usize, bias: usize, out: usize, outStep: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0)
  let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0)
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), c2 = f32x4.splat(0), c3 = f32x4.splat(0)
  let d0 = f32x4.splat(0), d1 = f32x4.splat(0), d2 = f32x4.splat(0), d3 = f32x4.splat(0)
  let x: v128, w0: v128, w1: v128, w2: v128, w3: v128
  let w = weights
  for (let ky = 0; ky < walk.kernel; ky++) {
    for (let run = 0; run < walk.runs; run++) {
      let pa = at + <usize>run * walk.runStep, pb = pa + step, pc = pb + step, pd = pc + step
      let end = pa + (walk.runBytes & ~15)
      while (pa < end) {
        w0 = v128.load(w), w1 = v128.load(w, 16), w2 = v128.load(w, 32), w3 = v128.load(w, 48)
        x = v128.load32_splat(pa)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1), a2 = addProduct(a2, x, w2), a3 = addProduct(a3, x, w3)
        x = v128.load32_splat(pb)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1), b2 = addProduct(b2, x, w2), b3 = addProduct(b3, x, w3)
        x = v128.load32_splat(pc)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1), c2 = addProduct(c2, x, w2), c3 = addProduct(c3, x, w3)
        x = v128.load32_splat(pd)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1), d2 = addProduct(d2, x, w2), d3 = addProduct(d3, x, w3)
        w0 = v128.load(w, 64), w1 = v128.load(w, 80), w2 = v128.load(w, 96), w3 = v128.load(w, 112)
        x = v128.load32_splat(pa, 4)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1), a2 = addProduct(a2, x, w2), a3 = addProduct(a3, x, w3)
        x = v128.load32_splat(pb, 4)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1), b2 = addProduct(b2, x, w2), b3 = addProduct(b3, x, w3)
        x = v128.load32_splat(pc, 4)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1), c2 = addProduct(c2, x, w2), c3 = addProduct(c3, x, w3)
        x = v128.load32_splat(pd, 4)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1), d2 = addProduct(d2, x, w2), d3 = addProduct(d3, x, w3)
        w0 = v128.load(w, 128), w1 = v128.load(w, 144), w2 = v128.load(w, 160), w3 = v128.load(w, 176)
        x = v128.load32_splat(pa, 8)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1), a2 = addProduct(a2, x, w2), a3 = addProduct(a3, x, w3)
        x = v128.load32_splat(pb, 8)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1), b2 = addProduct(b2, x, w2), b3 = addProduct(b3, x, w3)
        x = v128.load32_splat(pc, 8)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1), c2 = addProduct(c2, x, w2), c3 = addProduct(c3, x, w3)
        x = v128.load32_splat(pd, 8)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1), d2 = addProduct(d2, x, w2), d3 = addProduct(d3, x, w3)
        w0 = v128.load(w, 192), w1 = v128.load(w, 208), w2 = v128.load(w, 224), w3 = v128.load(w, 240)
        x = v128.load32_splat(pa, 12)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1), a2 = addProduct(a2, x, w2), a3 = addProduct(a3, x, w3)
        x = v128.load32_splat(pb, 12)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1), b2 = addProduct(b2, x, w2), b3 = addProduct(b3, x, w3)
        x = v128.load32_splat(pc, 12)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1), c2 = addProduct(c2, x, w2), c3 = addProduct(c3, x, w3)
        x = v128.load32_splat(pd, 12)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1), d2 = addProduct(d2, x, w2), d3 = addProduct(d3, x, w3)
        pa += 16, pb += 16, pc += 16, pd += 16, w += 256
      }
      end += walk.runBytes & 15
      while (pa < end) {
        w0 = v128.load(w), w1 = v128.load(w, 16), w2 = v128.load(w, 32), w3 = v128.load(w, 48)
        x = v128.load32_splat(pa)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1), a2 = addProduct(a2, x, w2), a3 = addProduct(a3, x, w3)
        x = v128.load32_splat(pb)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1), b2 = addProduct(b2, x, w2), b3 = addProduct(b3, x, w3)
        x = v128.load32_splat(pc)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1), c2 = addProduct(c2, x, w2), c3 = addProduct(c3, x, w3)
        x = v128.load32_splat(pd)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1), d2 = addProduct(d2, x, w2), d3 = addProduct(d3, x, w3)
        pa += 4, pb += 4, pc += 4, pd += 4, w += 64
      }
    }
    at += walk.rowBytes
  }
  const least = f32x4.splat(walk.least)
  w0 = v128.load(bias), w1 = v128.load(bias, 16), w2 = v128.load(bias, 32), w3 = v128.load(bias, 48)
  a0 = f32x4.max(f32x4.add(a0, w0), least), a1 = f32x4.max(f32x4.add(a1, w1), least), a2 = f32x4.max(f32x4.add(a2, w2), least), a3 = f32x4.max(f32x4.add(a3, w3), least)
  b0 = f32x4.max(f32x4.add(b0, w0), least), b1 = f32x4.max(f32x4.add(b1, w1), least), b2 = f32x4.max(f32x4.add(b2, w2), least), b3 = f32x4.max(f32x4.add(b3, w3), least)
  c0 = f32x4.max(f32x4.add(c0, w0), least), c1 = f32x4.max(f32x4.add(c1, w1), least), c2 = f32x4.max(f32x4.add(c2, w2), least), c3 = f32x4.max(f32x4.add(c3, w3), least)
  d0 = f32x4.max(f32x4.add(d0, w0), least), d1 = f32x4.max(f32x4.add(d1, w1), least), d2 = f32x4.max(f32x4.add(d2, w2), least), d3 = f32x4.max(f32x4.add(d3, w3), least)
  v128.store(out, a0), v128.store(out, a1, 16), v128.store(out, a2, 32), v128.store(out, a3, 48)
  out += outStep
  v128.store(out, b0), v128.store(out, b1, 16), v128.store(out, b2, 32), v128.store(out, b3, 48)
  out += outStep
  v128.store(out, c0), v128.store(out, c1, 16), v128.store(out, c2, 32), v128.store(out, c3, 48)
  out += outStep
  v128.store(out, d0), v128.store(out, d1, 16), v128.store(out, d2, 32), v128.store(out, d3, 48)
}

/** The same for 7 pixels and 8 channels: 7, 14 and 28 are common widths. */
export function tile7x8(at: usize, step: usize, weights: usize, bias: usize, out: usize, outStep: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0)
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), d0 = f32x4.splat(0), d1 = f32x4.splat(0)
  let e0 = f32x4.splat(0), e1 = f32x4.splat(0), f0 = f32x4.splat(0), f1 = f32x4.splat(0)
  let g0 = f32x4.splat(0), g1 = f32x4.splat(0)
  let x: v128, w0: v128, w1: v128
  let w = weights
  for (let ky = 0; ky < walk.kernel; ky++) {
    for (let run = 0; run < walk.runs; run++) {
      let pa = at + <usize>run * walk.runStep, pb = pa + step, pc = pb + step, pd = pc + step, pe = pd + step, pf = pe + step, pg = pf + step
      let end = pa + (walk.runBytes & ~15)
      while (pa < end) {
        w0 = v128.load(w), w1 = v128.load(w, 16)
        x = v128.load32_splat(pa)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        x = v128.load32_splat(pb)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1)
        x = v128.load32_splat(pc)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1)
        x = v128.load32_splat(pd)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1)
        x = v128.load32_splat(pe)
        e0 = addProduct(e0, x, w0), e1 = addProduct(e1, x, w1)
        x = v128.load32_splat(pf)
        f0 = addProduct(f0, x, w0), f1 = addProduct(f1, x, w1)
        x = v128.load32_splat(pg)
        g0 = addProduct(g0, x, w0), g1 = addProduct(g1, x, w1)
        w0 = v128.load(w, 64), w1 = v128.load(w, 80)
        x = v128.load32_splat(pa, 4)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        x = v128.load32_splat(pb, 4)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1)
        x = v128.load32_splat(pc, 4)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1)
        x = v128.load32_splat(pd, 4)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1)
        x = v128.load32_splat(pe, 4)
        e0 = addProduct(e0, x, w0), e1 = addProduct(e1, x, w1)
        x = v128.load32_splat(pf, 4)
        f0 = addProduct(f0, x, w0), f1 = addProduct(f1, x, w1)
        x = v128.load32_splat(pg, 4)
        g0 = addProduct(g0, x, w0), g1 = addProduct(g1, x, w1)
        w0 = v128.load(w, 128), w1 = v128.load(w, 144)
        x = v128.load32_splat(pa, 8)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        x = v128.load32_splat(pb, 8)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1)
        x = v128.load32_splat(pc, 8)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1)
        x = v128.load32_splat(pd, 8)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1)
        x = v128.load32_splat(pe, 8)
        e0 = addProduct(e0, x, w0), e1 = addProduct(e1, x, w1)
        x = v128.load32_splat(pf, 8)
        f0 = addProduct(f0, x, w0), f1 = addProduct(f1, x, w1)
        x = v128.load32_splat(pg, 8)
        g0 = addProduct(g0, x, w0), g1 = addProduct(g1, x, w1)
        w0 = v128.load(w, 192), w1 = v128.load(w, 208)
        x = v128.load32_splat(pa, 12)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        x = v128.load32_splat(pb, 12)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1)
        x = v128.load32_splat(pc, 12)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1)
        x = v128.load32_splat(pd, 12)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1)
        x = v128.load32_splat(pe, 12)
        e0 = addProduct(e0, x, w0), e1 = addProduct(e1, x, w1)
        x = v128.load32_splat(pf, 12)
        f0 = addProduct(f0, x, w0), f1 = addProduct(f1, x, w1)
        x = v128.load32_splat(pg, 12)
        g0 = addProduct(g0, x, w0), g1 = addProduct(g1, x, w1)
        pa += 16, pb += 16, pc += 16, pd += 16, pe += 16, pf += 16, pg += 16, w += 256
      }
      end += walk.runBytes & 15
      while (pa < end) {
        w0 = v128.load(w), w1 = v128.load(w, 16)
        x = v128.load32_splat(pa)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        x = v128.load32_splat(pb)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1)
        x = v128.load32_splat(pc)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1)
        x = v128.load32_splat(pd)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1)
        x = v128.load32_splat(pe)
        e0 = addProduct(e0, x, w0), e1 = addProduct(e1, x, w1)
        x = v128.load32_splat(pf)
        f0 = addProduct(f0, x, w0), f1 = addProduct(f1, x, w1)
        x = v128.load32_splat(pg)
        g0 = addProduct(g0, x, w0), g1 = addProduct(g1, x, w1)
        pa += 4, pb += 4, pc += 4, pd += 4, pe += 4, pf += 4, pg += 4, w += 64
      }
    }
    at += walk.rowBytes
  }
  const least = f32x4.splat(walk.least)
  w0 = v128.load(bias), w1 = v128.load(bias, 16)
  a0 = f32x4.max(f32x4.add(a0, w0), least), a1 = f32x4.max(f32x4.add(a1, w1), least)
  b0 = f32x4.max(f32x4.add(b0, w0), least), b1 = f32x4.max(f32x4.add(b1, w1), least)
  c0 = f32x4.max(f32x4.add(c0, w0), least), c1 = f32x4.max(f32x4.add(c1, w1), least)
  d0 = f32x4.max(f32x4.add(d0, w0), least), d1 = f32x4.max(f32x4.add(d1, w1), least)
  e0 = f32x4.max(f32x4.add(e0, w0), least), e1 = f32x4.max(f32x4.add(e1, w1), least)
  f0 = f32x4.max(f32x4.add(f0, w0), least), f1 = f32x4.max(f32x4.add(f1, w1), least)
  g0 = f32x4.max(f32x4.add(g0, w0), least), g1 = f32x4.max(f32x4.add(g1, w1), least)
  v128.store(out, a0), v128.store(out, a1, 16)
  out += outStep
  v128.store(out, b0), v128.store(out, b1, 16)
  out += outStep
  v128.store(out, c0), v128.store(out, c1, 16)
  out += outStep
  v128.store(out, d0), v128.store(out, d1, 16)
  out += outStep
  v128.store(out, e0), v128.store(out, e1, 16)
  out += outStep
  v128.store(out, f0), v128.store(out, f1, 16)
  out += outStep
  v128.store(out, g0), v128.store(out, g1, 16)
}

/** The same for 4 pixels and 8 channels. */
export function tile4x8(at: usize, step: usize, weights: usize, bias: usize, out: usize, outStep: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0)
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), d0 = f32x4.splat(0), d1 = f32x4.splat(0)
  let x: v128, w0: v128, w1: v128
  let w = weights
  for (let ky = 0; ky < walk.kernel; ky++) {
    for (let run = 0; run < walk.runs; run++) {
      let pa = at + <usize>run * walk.runStep, pb = pa + step, pc = pb + step, pd = pc + step
      let end = pa + (walk.runBytes & ~15)
      while (pa < end) {
        w0 = v128.load(w), w1 = v128.load(w, 16)
        x = v128.load32_splat(pa)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        x = v128.load32_splat(pb)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1)
        x = v128.load32_splat(pc)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1)
        x = v128.load32_splat(pd)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1)
        w0 = v128.load(w, 64), w1 = v128.load(w, 80)
        x = v128.load32_splat(pa, 4)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        x = v128.load32_splat(pb, 4)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1)
        x = v128.load32_splat(pc, 4)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1)
        x = v128.load32_splat(pd, 4)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1)
        w0 = v128.load(w, 128), w1 = v128.load(w, 144)
        x = v128.load32_splat(pa, 8)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        x = v128.load32_splat(pb, 8)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1)
        x = v128.load32_splat(pc, 8)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1)
        x = v128.load32_splat(pd, 8)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1)
        w0 = v128.load(w, 192), w1 = v128.load(w, 208)
        x = v128.load32_splat(pa, 12)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        x = v128.load32_splat(pb, 12)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1)
        x = v128.load32_splat(pc, 12)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1)
        x = v128.load32_splat(pd, 12)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1)
        pa += 16, pb += 16, pc += 16, pd += 16, w += 256
      }
      end += walk.runBytes & 15
      while (pa < end) {
        w0 = v128.load(w), w1 = v128.load(w, 16)
        x = v128.load32_splat(pa)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        x = v128.load32_splat(pb)
        b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1)
        x = v128.load32_splat(pc)
        c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1)
        x = v128.load32_splat(pd)
        d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1)
        pa += 4, pb += 4, pc += 4, pd += 4, w += 64
      }
    }
    at += walk.rowBytes
  }
  const least = f32x4.splat(walk.least)
  w0 = v128.load(bias), w1 = v128.load(bias, 16)
  a0 = f32x4.max(f32x4.add(a0, w0), least), a1 = f32x4.max(f32x4.add(a1, w1), least)
  b0 = f32x4.max(f32x4.add(b0, w0), least), b1 = f32x4.max(f32x4.add(b1, w1), least)
  c0 = f32x4.max(f32x4.add(c0, w0), least), c1 = f32x4.max(f32x4.add(c1, w1), least)
  d0 = f32x4.max(f32x4.add(d0, w0), least), d1 = f32x4.max(f32x4.add(d1, w1), least)
  v128.store(out, a0), v128.store(out, a1, 16)
  out += outStep
  v128.store(out, b0), v128.store(out, b1, 16)
  out += outStep
  v128.store(out, c0), v128.store(out, c1, 16)
  out += outStep
  v128.store(out, d0), v128.store(out, d1, 16)
}

/** The same for one pixel, where a row is shorter than 4. */
export function tile1x8(at: usize, step: usize, weights: usize, bias: usize, out: usize, outStep: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0)
  let x: v128, w0: v128, w1: v128
  let w = weights
  for (let ky = 0; ky < walk.kernel; ky++) {
    for (let run = 0; run < walk.runs; run++) {
      let pa = at + <usize>run * walk.runStep
      let end = pa + (walk.runBytes & ~15)
      while (pa < end) {
        w0 = v128.load(w), w1 = v128.load(w, 16)
        x = v128.load32_splat(pa)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        w0 = v128.load(w, 64), w1 = v128.load(w, 80)
        x = v128.load32_splat(pa, 4)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        w0 = v128.load(w, 128), w1 = v128.load(w, 144)
        x = v128.load32_splat(pa, 8)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        w0 = v128.load(w, 192), w1 = v128.load(w, 208)
        x = v128.load32_splat(pa, 12)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        pa += 16, w += 256
      }
      end += walk.runBytes & 15
      while (pa < end) {
        w0 = v128.load(w), w1 = v128.load(w, 16)
        x = v128.load32_splat(pa)
        a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
        pa += 4, w += 64
      }
    }
    at += walk.rowBytes
  }
  const least = f32x4.splat(walk.least)
  w0 = v128.load(bias), w1 = v128.load(bias, 16)
  a0 = f32x4.max(f32x4.add(a0, w0), least), a1 = f32x4.max(f32x4.add(a1, w1), least)
  v128.store(out, a0), v128.store(out, a1, 16)
}

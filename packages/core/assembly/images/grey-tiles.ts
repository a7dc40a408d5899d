import { addProduct } from '../tile'
import { walk } from './walk'

// The first layer of a network for grey images: windows of 3 × 3 of one packed channel, one pixel apart. Neighbouring
// windows share their pixels, so each is read once for 7 of them.

/** out = max(Σ x·weights + bias, least) for 7 pixels and 8 channels */
export function grey7x8(at: usize, weights: usize, bias: usize, out: usize, outStep: usize): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0)
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), d0 = f32x4.splat(0), d1 = f32x4.splat(0)
  let e0 = f32x4.splat(0), e1 = f32x4.splat(0), f0 = f32x4.splat(0), f1 = f32x4.splat(0)
  let g0 = f32x4.splat(0), g1 = f32x4.splat(0)
  let w = weights
  for (let ky = 0; ky < 3; ky++) {
    const u0 = v128.load(w), u1 = v128.load(w, 16)
    const v0 = v128.load(w, 64), v1 = v128.load(w, 80)
    const w0 = v128.load(w, 128), w1 = v128.load(w, 144)
    let x = v128.load32_splat(at)
    a0 = addProduct(a0, x, u0), a1 = addProduct(a1, x, u1)
    x = v128.load32_splat(at, 4)
    a0 = addProduct(a0, x, v0), a1 = addProduct(a1, x, v1)
    b0 = addProduct(b0, x, u0), b1 = addProduct(b1, x, u1)
    x = v128.load32_splat(at, 8)
    a0 = addProduct(a0, x, w0), a1 = addProduct(a1, x, w1)
    b0 = addProduct(b0, x, v0), b1 = addProduct(b1, x, v1)
    c0 = addProduct(c0, x, u0), c1 = addProduct(c1, x, u1)
    x = v128.load32_splat(at, 12)
    b0 = addProduct(b0, x, w0), b1 = addProduct(b1, x, w1)
    c0 = addProduct(c0, x, v0), c1 = addProduct(c1, x, v1)
    d0 = addProduct(d0, x, u0), d1 = addProduct(d1, x, u1)
    x = v128.load32_splat(at, 16)
    c0 = addProduct(c0, x, w0), c1 = addProduct(c1, x, w1)
    d0 = addProduct(d0, x, v0), d1 = addProduct(d1, x, v1)
    e0 = addProduct(e0, x, u0), e1 = addProduct(e1, x, u1)
    x = v128.load32_splat(at, 20)
    d0 = addProduct(d0, x, w0), d1 = addProduct(d1, x, w1)
    e0 = addProduct(e0, x, v0), e1 = addProduct(e1, x, v1)
    f0 = addProduct(f0, x, u0), f1 = addProduct(f1, x, u1)
    x = v128.load32_splat(at, 24)
    e0 = addProduct(e0, x, w0), e1 = addProduct(e1, x, w1)
    f0 = addProduct(f0, x, v0), f1 = addProduct(f1, x, v1)
    g0 = addProduct(g0, x, u0), g1 = addProduct(g1, x, u1)
    x = v128.load32_splat(at, 28)
    f0 = addProduct(f0, x, w0), f1 = addProduct(f1, x, w1)
    g0 = addProduct(g0, x, v0), g1 = addProduct(g1, x, v1)
    x = v128.load32_splat(at, 32)
    g0 = addProduct(g0, x, w0), g1 = addProduct(g1, x, w1)
    at += walk.rowBytes, w += 192
  }
  const least = f32x4.splat(walk.least)
  const bias0 = v128.load(bias), bias1 = v128.load(bias, 16)
  a0 = f32x4.max(f32x4.add(a0, bias0), least), a1 = f32x4.max(f32x4.add(a1, bias1), least)
  b0 = f32x4.max(f32x4.add(b0, bias0), least), b1 = f32x4.max(f32x4.add(b1, bias1), least)
  c0 = f32x4.max(f32x4.add(c0, bias0), least), c1 = f32x4.max(f32x4.add(c1, bias1), least)
  d0 = f32x4.max(f32x4.add(d0, bias0), least), d1 = f32x4.max(f32x4.add(d1, bias1), least)
  e0 = f32x4.max(f32x4.add(e0, bias0), least), e1 = f32x4.max(f32x4.add(e1, bias1), least)
  f0 = f32x4.max(f32x4.add(f0, bias0), least), f1 = f32x4.max(f32x4.add(f1, bias1), least)
  g0 = f32x4.max(f32x4.add(g0, bias0), least), g1 = f32x4.max(f32x4.add(g1, bias1), least)
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

/** The same for 4 channels. */
export function grey7x4(at: usize, weights: usize, bias: usize, out: usize, outStep: usize): void {
  let a0 = f32x4.splat(0), b0 = f32x4.splat(0), c0 = f32x4.splat(0), d0 = f32x4.splat(0)
  let e0 = f32x4.splat(0), f0 = f32x4.splat(0), g0 = f32x4.splat(0)
  let w = weights
  for (let ky = 0; ky < 3; ky++) {
    const u0 = v128.load(w)
    const v0 = v128.load(w, 64)
    const w0 = v128.load(w, 128)
    let x = v128.load32_splat(at)
    a0 = addProduct(a0, x, u0)
    x = v128.load32_splat(at, 4)
    a0 = addProduct(a0, x, v0), b0 = addProduct(b0, x, u0)
    x = v128.load32_splat(at, 8)
    a0 = addProduct(a0, x, w0), b0 = addProduct(b0, x, v0), c0 = addProduct(c0, x, u0)
    x = v128.load32_splat(at, 12)
    b0 = addProduct(b0, x, w0), c0 = addProduct(c0, x, v0), d0 = addProduct(d0, x, u0)
    x = v128.load32_splat(at, 16)
    c0 = addProduct(c0, x, w0), d0 = addProduct(d0, x, v0), e0 = addProduct(e0, x, u0)
    x = v128.load32_splat(at, 20)
    d0 = addProduct(d0, x, w0), e0 = addProduct(e0, x, v0), f0 = addProduct(f0, x, u0)
    x = v128.load32_splat(at, 24)
    e0 = addProduct(e0, x, w0), f0 = addProduct(f0, x, v0), g0 = addProduct(g0, x, u0)
    x = v128.load32_splat(at, 28)
    f0 = addProduct(f0, x, w0), g0 = addProduct(g0, x, v0)
    x = v128.load32_splat(at, 32)
    g0 = addProduct(g0, x, w0)
    at += walk.rowBytes, w += 192
  }
  const least = f32x4.splat(walk.least)
  const bias0 = v128.load(bias)
  a0 = f32x4.max(f32x4.add(a0, bias0), least)
  b0 = f32x4.max(f32x4.add(b0, bias0), least)
  c0 = f32x4.max(f32x4.add(c0, bias0), least)
  d0 = f32x4.max(f32x4.add(d0, bias0), least)
  e0 = f32x4.max(f32x4.add(e0, bias0), least)
  f0 = f32x4.max(f32x4.add(f0, bias0), least)
  g0 = f32x4.max(f32x4.add(g0, bias0), least)
  v128.store(out, a0)
  out += outStep
  v128.store(out, b0)
  out += outStep
  v128.store(out, c0)
  out += outStep
  v128.store(out, d0)
  out += outStep
  v128.store(out, e0)
  out += outStep
  v128.store(out, f0)
  out += outStep
  v128.store(out, g0)
}

import { scratch } from '../memory'
import { addProduct } from '../tile'
import { Images, behindImages, groupBytes, imageOf, imagesAt } from './images'

// Sums over pixels in four: a group of 8 channels has a block of 4 × 8 floats, to which one image after the other adds.

export const BLOCK_OF_SUMS: usize = 128

/** block[x mod 4] += values of 8 channels of one image, from `at` on */
export function addImage(at: usize, images: Images, block: usize): void {
  let a0 = v128.load(block), a1 = v128.load(block, 16), b0 = v128.load(block, 32), b1 = v128.load(block, 48)
  let c0 = v128.load(block, 64), c1 = v128.load(block, 80), d0 = v128.load(block, 96), d1 = v128.load(block, 112)
  const step = images.pixelBytes
  for (let y = 0; y < images.height; y++) {
    let p = at
    for (let x = images.width >> 2; x > 0; x--) {
      a0 = f32x4.add(a0, v128.load(p)), a1 = f32x4.add(a1, v128.load(p, 16)), p += step
      b0 = f32x4.add(b0, v128.load(p)), b1 = f32x4.add(b1, v128.load(p, 16)), p += step
      c0 = f32x4.add(c0, v128.load(p)), c1 = f32x4.add(c1, v128.load(p, 16)), p += step
      d0 = f32x4.add(d0, v128.load(p)), d1 = f32x4.add(d1, v128.load(p, 16)), p += step
    }
    const left = images.width & 3
    if (left > 0) a0 = f32x4.add(a0, v128.load(p)), a1 = f32x4.add(a1, v128.load(p, 16)), p += step
    if (left > 1) b0 = f32x4.add(b0, v128.load(p)), b1 = f32x4.add(b1, v128.load(p, 16)), p += step
    if (left > 2) c0 = f32x4.add(c0, v128.load(p)), c1 = f32x4.add(c1, v128.load(p, 16))
    at += images.rowBytes
  }
  v128.store(block, a0), v128.store(block, a1, 16), v128.store(block, b0, 32), v128.store(block, b1, 48)
  v128.store(block, c0, 64), v128.store(block, c1, 80), v128.store(block, d0, 96), v128.store(block, d1, 112)
}

/** out = (s₀ + s₁) + (s₂ + s₃) */
export function totalOf(block: usize, out: usize): void {
  const low = f32x4.add(
    f32x4.add(v128.load(block), v128.load(block, 32)),
    f32x4.add(v128.load(block, 64), v128.load(block, 96)),
  )
  const high = f32x4.add(
    f32x4.add(v128.load(block, 16), v128.load(block, 48)),
    f32x4.add(v128.load(block, 80), v128.load(block, 112)),
  )
  v128.store(out, low), v128.store(out, high, 16)
}

function sumChannels(images: Images, rows: i32, out: usize): void {
  for (let group: usize = 0; group < groupBytes(images); group += 32) {
    memory.fill(scratch, 0, BLOCK_OF_SUMS)
    for (let row = 0; row < rows; row++) addImage(imageOf(images, row) + group, images, scratch)
    totalOf(scratch, out + group)
  }
}

/** block[x mod 4] += (value − mean)² of 8 channels of one image */
function addSquares(at: usize, images: Images, mean: usize, block: usize): void {
  const low = v128.load(mean), high = v128.load(mean, 16)
  let a0 = v128.load(block), a1 = v128.load(block, 16), b0 = v128.load(block, 32), b1 = v128.load(block, 48)
  let c0 = v128.load(block, 64), c1 = v128.load(block, 80), d0 = v128.load(block, 96), d1 = v128.load(block, 112)
  const step = images.pixelBytes
  for (let y = 0; y < images.height; y++) {
    let p = at
    for (let x = images.width >> 2; x > 0; x--) {
      a0 = addSquare(a0, v128.load(p), low), a1 = addSquare(a1, v128.load(p, 16), high), p += step
      b0 = addSquare(b0, v128.load(p), low), b1 = addSquare(b1, v128.load(p, 16), high), p += step
      c0 = addSquare(c0, v128.load(p), low), c1 = addSquare(c1, v128.load(p, 16), high), p += step
      d0 = addSquare(d0, v128.load(p), low), d1 = addSquare(d1, v128.load(p, 16), high), p += step
    }
    const left = images.width & 3
    if (left > 0) a0 = addSquare(a0, v128.load(p), low), a1 = addSquare(a1, v128.load(p, 16), high), p += step
    if (left > 1) b0 = addSquare(b0, v128.load(p), low), b1 = addSquare(b1, v128.load(p, 16), high), p += step
    if (left > 2) c0 = addSquare(c0, v128.load(p), low), c1 = addSquare(c1, v128.load(p, 16), high)
    at += images.rowBytes
  }
  v128.store(block, a0), v128.store(block, a1, 16), v128.store(block, b0, 32), v128.store(block, b1, 48)
  v128.store(block, c0, 64), v128.store(block, c1, 80), v128.store(block, d0, 96), v128.store(block, d1, 112)
}

// @ts-ignore: decorator
@inline
function addSquare(sum: v128, value: v128, mean: v128): v128 {
  const distance = f32x4.sub(value, mean)
  return f32x4.add(sum, f32x4.mul(distance, distance))
}

/** block[x mod 4] += products of 8 channels of one image and another of the same size */
function addProducts(at: usize, images: Images, otherAt: usize, other: Images, block: usize): void {
  let a0 = v128.load(block), a1 = v128.load(block, 16), b0 = v128.load(block, 32), b1 = v128.load(block, 48)
  let c0 = v128.load(block, 64), c1 = v128.load(block, 80), d0 = v128.load(block, 96), d1 = v128.load(block, 112)
  const step = images.pixelBytes, otherStep = other.pixelBytes
  for (let y = 0; y < images.height; y++) {
    let p = at, q = otherAt
    for (let x = images.width >> 2; x > 0; x--) {
      a0 = addProduct(a0, v128.load(p), v128.load(q)), a1 = addProduct(a1, v128.load(p, 16), v128.load(q, 16)), p += step, q += otherStep
      b0 = addProduct(b0, v128.load(p), v128.load(q)), b1 = addProduct(b1, v128.load(p, 16), v128.load(q, 16)), p += step, q += otherStep
      c0 = addProduct(c0, v128.load(p), v128.load(q)), c1 = addProduct(c1, v128.load(p, 16), v128.load(q, 16)), p += step, q += otherStep
      d0 = addProduct(d0, v128.load(p), v128.load(q)), d1 = addProduct(d1, v128.load(p, 16), v128.load(q, 16)), p += step, q += otherStep
    }
    const left = images.width & 3
    if (left > 0) a0 = addProduct(a0, v128.load(p), v128.load(q)), a1 = addProduct(a1, v128.load(p, 16), v128.load(q, 16)), p += step, q += otherStep
    if (left > 1) b0 = addProduct(b0, v128.load(p), v128.load(q)), b1 = addProduct(b1, v128.load(p, 16), v128.load(q, 16)), p += step, q += otherStep
    if (left > 2) c0 = addProduct(c0, v128.load(p), v128.load(q)), c1 = addProduct(c1, v128.load(p, 16), v128.load(q, 16))
    at += images.rowBytes
    otherAt += other.rowBytes
  }
  v128.store(block, a0), v128.store(block, a1, 16), v128.store(block, b0, 32), v128.store(block, b1, 48)
  v128.store(block, c0, 64), v128.store(block, c1, 80), v128.store(block, d0, 96), v128.store(block, d1, 112)
}

// @ts-ignore: decorator
@inline
function divide(at: usize, by: f32): void {
  const divisor = f32x4.splat(by)
  const low = f32x4.div(v128.load(at), divisor), high = f32x4.div(v128.load(at, 16), divisor)
  v128.store(at, low), v128.store(at, high, 16)
}

// @ts-ignore: decorator
@inline
function pixelsOf(images: Images, rows: i32): f32 {
  return <f32>(<f64>rows * <f64>images.height * <f64>images.width)
}

@unmanaged
class ChannelMoments {
  rows: i32
  mean: usize
  variance: usize
}

export function channelMoments(at: usize): void {
  const images = imagesAt(at, 0)
  const args = changetype<ChannelMoments>(behindImages(at, 1))
  const pixels = pixelsOf(images, args.rows)
  sumChannels(images, args.rows, args.mean)
  for (let group: usize = 0; group < groupBytes(images); group += 32) {
    divide(args.mean + group, pixels)
    memory.fill(scratch, 0, BLOCK_OF_SUMS)
    for (let row = 0; row < args.rows; row++) {
      addSquares(imageOf(images, row) + group, images, args.mean + group, scratch)
    }
    totalOf(scratch, args.variance + group)
    divide(args.variance + group, pixels)
  }
}

@unmanaged
class ChannelProducts {
  rows: i32
  sum: usize
  product: usize
}

export function channelProducts(at: usize): void {
  const gradOut = imagesAt(at, 0), normal = imagesAt(at, 1)
  const args = changetype<ChannelProducts>(behindImages(at, 2))
  sumChannels(gradOut, args.rows, args.sum)
  for (let group: usize = 0; group < groupBytes(gradOut); group += 32) {
    memory.fill(scratch, 0, BLOCK_OF_SUMS)
    for (let row = 0; row < args.rows; row++) {
      addProducts(imageOf(gradOut, row) + group, gradOut, imageOf(normal, row) + group, normal, scratch)
    }
    totalOf(scratch, args.product + group)
  }
}

import { Images, behindImages, groupBytes, imageOf, imagesAt } from './images'

// 8 channels of a window at a time.

@unmanaged
class Pool {
  kernel: i32
  stride: i32
  padding: i32
  rows: i32
}

/** Address of 8 channels of the first pixel of a window. */
// @ts-ignore: decorator
@inline
function windowAt(images: Images, args: Pool, row: i32, y: i32, x: i32): usize {
  const top = y * args.stride - args.padding, left = x * args.stride - args.padding
  return imageOf(images, row) + <usize>top * images.rowBytes + <usize>left * images.pixelBytes
}

// @ts-ignore: decorator
@inline
function pixelAt(images: Images, row: i32, y: i32, x: i32): usize {
  return imageOf(images, row) + <usize>y * images.rowBytes + <usize>x * images.pixelBytes
}

/** Images x, out. */
export function maxPool(at: usize): void {
  const images = imagesAt(at, 0), out = imagesAt(at, 1)
  const args = changetype<Pool>(behindImages(at, 2))
  for (let row = 0; row < args.rows; row++) {
    for (let y = 0; y < out.height; y++) {
      for (let x = 0; x < out.width; x++) {
        const window = windowAt(images, args, row, y, x), to = pixelAt(out, row, y, x)
        for (let group: usize = 0; group < groupBytes(out); group += 32) {
          largest(images, window + group, args.kernel, to + group)
        }
      }
    }
  }
}

function largest(images: Images, window: usize, kernel: i32, out: usize): void {
  let low = v128.load(window), high = v128.load(window, 16)
  for (let y = 0; y < kernel; y++) {
    let p = window
    for (let x = 0; x < kernel; x++) {
      low = f32x4.max(low, v128.load(p)), high = f32x4.max(high, v128.load(p, 16))
      p += images.pixelBytes
    }
    window += images.rowBytes
  }
  v128.store(out, low), v128.store(out, high, 16)
}

/** Images x, out, gradOut, gradIn. */
export function maxPoolBackward(at: usize): void {
  const images = imagesAt(at, 0), out = imagesAt(at, 1), gradOut = imagesAt(at, 2), gradIn = imagesAt(at, 3)
  const args = changetype<Pool>(behindImages(at, 4))
  for (let row = 0; row < args.rows; row++) {
    clearImage(gradIn, row)
    for (let y = 0; y < out.height; y++) {
      for (let x = 0; x < out.width; x++) {
        const window = windowAt(images, args, row, y, x), to = windowAt(gradIn, args, row, y, x)
        const outAt = pixelAt(out, row, y, x), gradient = pixelAt(gradOut, row, y, x)
        for (let group: usize = 0; group < groupBytes(out); group += 32) {
          giveToFirst(images, window + group, gradIn, to + group, args.kernel, outAt + group, gradient + group)
        }
      }
    }
  }
}

function clearImage(images: Images, row: i32): void {
  let line = imageOf(images, row)
  for (let y = 0; y < images.height; y++) {
    memory.fill(line, 0, <usize>images.width * images.pixelBytes)
    line += images.rowBytes
  }
}

/** Each lane's gradient goes to the first value of the window that equals the largest, and is then gone. */
function giveToFirst(
  images: Images,
  window: usize,
  gradIn: Images,
  to: usize,
  kernel: i32,
  out: usize,
  gradient: usize,
): void {
  const largest0 = v128.load(out), largest1 = v128.load(out, 16)
  let rest0 = v128.load(gradient), rest1 = v128.load(gradient, 16)
  for (let y = 0; y < kernel; y++) {
    let p = window, q = to
    for (let x = 0; x < kernel; x++) {
      const isIt0 = f32x4.eq(v128.load(p), largest0), isIt1 = f32x4.eq(v128.load(p, 16), largest1)
      const sum0 = f32x4.add(v128.load(q), v128.and(rest0, isIt0))
      const sum1 = f32x4.add(v128.load(q, 16), v128.and(rest1, isIt1))
      rest0 = v128.andnot(rest0, isIt0), rest1 = v128.andnot(rest1, isIt1)
      v128.store(q, sum0), v128.store(q, sum1, 16)
      p += images.pixelBytes, q += gradIn.pixelBytes
    }
    window += images.rowBytes, to += gradIn.rowBytes
  }
}

/** Images x, out. */
export function averagePool(at: usize): void {
  const images = imagesAt(at, 0), out = imagesAt(at, 1)
  const args = changetype<Pool>(behindImages(at, 2))
  for (let row = 0; row < args.rows; row++) {
    for (let y = 0; y < out.height; y++) {
      for (let x = 0; x < out.width; x++) {
        const window = windowAt(images, args, row, y, x), to = pixelAt(out, row, y, x)
        for (let group: usize = 0; group < groupBytes(out); group += 32) {
          average(images, window + group, args.kernel, to + group)
        }
      }
    }
  }
}

function average(images: Images, window: usize, kernel: i32, out: usize): void {
  const area = f32x4.splat(<f32>(kernel * kernel))
  let low = f32x4.splat(0), high = f32x4.splat(0)
  for (let y = 0; y < kernel; y++) {
    let p = window
    for (let x = 0; x < kernel; x++) {
      low = f32x4.add(low, v128.load(p)), high = f32x4.add(high, v128.load(p, 16))
      p += images.pixelBytes
    }
    window += images.rowBytes
  }
  const mean0 = f32x4.div(low, area), mean1 = f32x4.div(high, area)
  v128.store(out, mean0), v128.store(out, mean1, 16)
}

/** Images gradOut, gradIn. */
export function averagePoolBackward(at: usize): void {
  const gradOut = imagesAt(at, 0), gradIn = imagesAt(at, 1)
  const args = changetype<Pool>(behindImages(at, 2))
  for (let row = 0; row < args.rows; row++) {
    clearImage(gradIn, row)
    for (let y = 0; y < gradOut.height; y++) {
      for (let x = 0; x < gradOut.width; x++) {
        const gradient = pixelAt(gradOut, row, y, x)
        for (let group: usize = 0; group < groupBytes(gradOut); group += 32) {
          giveToAll(gradIn, args, row, y, x, gradient + group, group)
        }
      }
    }
  }
}

/** Adds a share to each pixel of a window that is inside of the image. */
function giveToAll(gradIn: Images, args: Pool, row: i32, y: i32, x: i32, gradient: usize, group: usize): void {
  const area = f32x4.splat(<f32>(args.kernel * args.kernel))
  const share0 = f32x4.div(v128.load(gradient), area), share1 = f32x4.div(v128.load(gradient, 16), area)
  const top = y * args.stride - args.padding, left = x * args.stride - args.padding
  for (let v = max(top, 0), bottom = min(top + args.kernel, gradIn.height); v < bottom; v++) {
    for (let u = max(left, 0), right = min(left + args.kernel, gradIn.width); u < right; u++) {
      const q = pixelAt(gradIn, row, v, u) + group
      const sum0 = f32x4.add(v128.load(q), share0), sum1 = f32x4.add(v128.load(q, 16), share1)
      v128.store(q, sum0), v128.store(q, sum1, 16)
    }
  }
}

import { addProduct } from '../tile'
import { Source } from './convolve'
import { gradients } from './gradient-tiles'
import { Images, copyFloats, imageOf } from './images'
import { Nonzeros, listNonzeros } from './nonzeros'

// Backwards through a convolution where most gradients of the output are zero, as behind a max pool: one that is not is
// handed to the terms that it came from, all of the window's pixels and channels. Weights and their gradients lie turned
// for that, [unit][ky][kx, channel], and what goes to the input is gathered in an image with room for the padding. The
// terms of each sum come in the order that the dense way has.

/** What lies where, and how many bytes of it belong to a unit and to a row of its window. */
@unmanaged
export class Handed {
  units: i32
  kernel: i32
  rowBytes: usize
  unitBytes: usize
  /** Of a row, what the loop for windows of 3 pixels takes: all of it or nothing. */
  wholeBytes: usize
  weights: usize
  sums: usize
  /** The gradient of an image of input, in rows as far apart as the input's own; 0 where none is wanted. */
  input: usize
  inputBytes: usize
  padding: usize
}

const list = changetype<Nonzeros>(memory.data(offsetof<Nonzeros>()))

/** Whether a pixel is whole groups of channels, as the loops here want it. */
// @ts-ignore: decorator
@inline
export function canBeHanded(images: Images): bool {
  return (images.pixelBytes & 31) == 0
}

/** How many gradients of one image of output are not zero. */
export function countNonzeros(at: usize, bytes: usize): i32 {
  let count0 = i32x4.splat(0), count1 = i32x4.splat(0)
  const zero = f32x4.splat(0)
  for (let y = 0; y < gradients.height; y++) {
    let p = at
    for (let x = 0; x < gradients.width; x++) {
      for (let end = p + bytes, q = p; q < end; q += 32) {
        count0 = i32x4.sub(count0, f32x4.ne(v128.load(q), zero))
        count1 = i32x4.sub(count1, f32x4.ne(v128.load(q, 16), zero))
      }
      p += gradients.pixelBytes
    }
    at += gradients.rowBytes
  }
  const count = i32x4.add(count0, count1)
  return i32x4.extract_lane(count, 0) + i32x4.extract_lane(count, 1) + i32x4.extract_lane(count, 2) + i32x4.extract_lane(count, 3)
}

/** Hands on the gradients of one image, pixel by pixel and unit by unit. */
export function handBack(source: Source, handed: Handed): void {
  const rowStep = <usize>source.stride * source.rowBytes, step = <usize>source.stride * source.pixelBytes
  listNonzeros(list, handed.units, handed.unitBytes, rowStep, step)
  const from = source.at, to = handed.input
  const end = list.count << 2
  for (let at: usize = 0; at < end; at += 4) {
    const gradient = v128.load32_splat(list.values + at)
    const unit = <usize>load<u32>(list.units + at), window = <usize>load<u32>(list.windows + at)
    if (to) handToBoth(gradient, from + window, to + window, unit, source.rowBytes, handed)
    else handToWeights(gradient, from + window, unit, source.rowBytes, handed)
  }
}

/** Where the list goes: room for all gradients of an image. */
export function layList(at: usize, count: usize): void {
  const bytes = (count << 2) + 16
  list.values = at
  list.units = at + bytes
  list.windows = at + 2 * bytes
}

// @ts-ignore: decorator
@inline
function handToBoth(gradient: v128, x: usize, input: usize, unit: usize, xRowBytes: usize, handed: Handed): void {
  let weights = handed.weights + unit, sums = handed.sums + unit
  const rowBytes = handed.rowBytes
  const gap = xRowBytes - rowBytes
  // Windows of 3 pixels have rows of 96 bytes, or a multiple; any other has rows of a multiple of 32.
  const whole = handed.wholeBytes
  for (const last = sums + handed.unitBytes; sums < last; x += gap, input += gap) {
    const end = sums + rowBytes
    for (const wholeEnd = sums + whole; sums < wholeEnd; ) {
      const sum0 = addProduct(v128.load(sums), gradient, v128.load(x))
      const sum1 = addProduct(v128.load(sums, 16), gradient, v128.load(x, 16))
      const input0 = addProduct(v128.load(input), gradient, v128.load(weights))
      const input1 = addProduct(v128.load(input, 16), gradient, v128.load(weights, 16))
      v128.store(sums, sum0), v128.store(sums, sum1, 16)
      v128.store(input, input0), v128.store(input, input1, 16)
      const sum2 = addProduct(v128.load(sums, 32), gradient, v128.load(x, 32))
      const sum3 = addProduct(v128.load(sums, 48), gradient, v128.load(x, 48))
      const input2 = addProduct(v128.load(input, 32), gradient, v128.load(weights, 32))
      const input3 = addProduct(v128.load(input, 48), gradient, v128.load(weights, 48))
      v128.store(sums, sum2, 32), v128.store(sums, sum3, 48)
      v128.store(input, input2, 32), v128.store(input, input3, 48)
      const sum4 = addProduct(v128.load(sums, 64), gradient, v128.load(x, 64))
      const sum5 = addProduct(v128.load(sums, 80), gradient, v128.load(x, 80))
      const input4 = addProduct(v128.load(input, 64), gradient, v128.load(weights, 64))
      const input5 = addProduct(v128.load(input, 80), gradient, v128.load(weights, 80))
      v128.store(sums, sum4, 64), v128.store(sums, sum5, 80)
      v128.store(input, input4, 64), v128.store(input, input5, 80)
      x += 96, sums += 96, input += 96, weights += 96
    }
    while (sums < end) {
      const sum0 = addProduct(v128.load(sums), gradient, v128.load(x))
      const sum1 = addProduct(v128.load(sums, 16), gradient, v128.load(x, 16))
      const input0 = addProduct(v128.load(input), gradient, v128.load(weights))
      const input1 = addProduct(v128.load(input, 16), gradient, v128.load(weights, 16))
      v128.store(sums, sum0), v128.store(sums, sum1, 16)
      v128.store(input, input0), v128.store(input, input1, 16)
      x += 32, sums += 32, input += 32, weights += 32
    }
  }
}

function handToWeights(gradient: v128, x: usize, unit: usize, xRowBytes: usize, handed: Handed): void {
  let sums = handed.sums + unit
  const rowBytes = handed.rowBytes
  const gap = xRowBytes - rowBytes
  for (const last = sums + handed.unitBytes; sums < last; x += gap) {
    for (const end = sums + rowBytes; sums < end; ) {
      const sum0 = addProduct(v128.load(sums), gradient, v128.load(x))
      const sum1 = addProduct(v128.load(sums, 16), gradient, v128.load(x, 16))
      v128.store(sums, sum0), v128.store(sums, sum1, 16)
      x += 32, sums += 32
    }
  }
}

/** Between a matrix [terms, units] in panels and [unit][ky][kx, channel], where pixels may have gaps. */
export function turnUnits(handed: Handed, images: Images, matrix: usize, stride: usize, isBack: bool): void {
  const taps = handed.kernel * handed.kernel
  const turned = isBack ? handed.sums : handed.weights
  for (let unit = 0; unit < handed.units; unit++) {
    let to = turned + <usize>unit * handed.unitBytes
    let from = matrix + <usize>(unit >> 4) * stride + (<usize>(unit & 15) << 2)
    for (let tap = 0; tap < taps; tap++, to += images.pixelBytes) {
      for (let end = to + (<usize>images.channels << 2), at = to; at < end; at += 4, from += 64) {
        if (isBack) store<f32>(from, load<f32>(at))
        else store<f32>(at, load<f32>(from))
      }
    }
  }
}

/** From the image with room for the padding to where it belongs. */
export function takeInput(handed: Handed, images: Images, gradIn: Images, row: i32): void {
  let from = handed.input + handed.padding * (images.rowBytes + images.pixelBytes)
  let to = imageOf(gradIn, row)
  for (let y = 0; y < gradIn.height; y++) {
    copyFloats(from, to, <usize>gradIn.width * gradIn.pixelBytes)
    from += images.rowBytes, to += gradIn.rowBytes
  }
}

import { Filter, NO_BIAS, Source, Target, convolve } from './convolve'
import { Images, behindImages, groupBytes, imageOf, imagesAt } from './images'
import { poolSums } from './pooled'

@unmanaged
export class Convolution {
  weights: usize
  weightsStride: usize
  bias: usize
  kernel: i32
  stride: i32
  padding: i32
  rows: i32
}

@unmanaged
class RectifiedConvolution extends Convolution {
  rectifies: i32
}

const source = changetype<Source>(memory.data(offsetof<Source>()))
const target = changetype<Target>(memory.data(offsetof<Target>()))
const filter = changetype<Filter>(memory.data(offsetof<Filter>()))

/** Images x, out. */
export function convolution(at: usize): void {
  const images = imagesAt(at, 0), out = imagesAt(at, 1)
  const args = changetype<RectifiedConvolution>(behindImages(at, 2))
  prepare(images, args, out)
  filter.bias = args.bias
  filter.biasStride = 64
  filter.least = args.rectifies ? 0 : -Infinity
  for (let row = 0; row < args.rows; row++) convolveImage(images, args, out, row)
}

/** Images x, sums, out. The bias is added to the largest of four sums. */
export function pooledConvolution(at: usize): void {
  const images = imagesAt(at, 0), sums = imagesAt(at, 1), out = imagesAt(at, 2)
  const args = changetype<Convolution>(behindImages(at, 3))
  prepare(images, args, sums)
  filter.bias = NO_BIAS
  filter.biasStride = 0
  filter.least = -Infinity
  for (let row = 0; row < args.rows; row++) {
    convolveImage(images, args, sums, row)
    poolSums(sums, out, args.bias, row)
  }
}

function prepare(images: Images, args: Convolution, out: Images): void {
  source.rowBytes = images.rowBytes
  source.pixelBytes = images.pixelBytes
  source.channels = images.channels
  source.stride = args.stride
  target.rowBytes = out.rowBytes
  target.pixelBytes = out.pixelBytes
  target.height = out.height
  target.width = out.width
  target.groupBytes = groupBytes(out)
  filter.weights = args.weights
  filter.stride = args.weightsStride
  filter.kernel = args.kernel
}

/** The first value under the first window of an image. */
export function firstWindow(images: Images, row: i32, padding: i32): usize {
  return imageOf(images, row) - <usize>padding * (images.rowBytes + images.pixelBytes)
}

function convolveImage(images: Images, args: Convolution, out: Images, row: i32): void {
  source.at = firstWindow(images, row, args.padding)
  target.at = imageOf(out, row)
  convolve(source, filter, target)
}

import { isWide } from '../tier'
import { tile1x8, tile4x16, tile4x8, tile7x8 } from './convolution-tiles'
import { grey7x4, grey7x8 } from './grey-tiles'
import { walk } from './walk'

/** One image of input. */
@unmanaged
export class Source {
  /** The first value under the first window. */
  at: usize
  rowBytes: usize
  pixelBytes: usize
  channels: i32
  stride: i32
}

/** One image of output. */
@unmanaged
export class Target {
  at: usize
  rowBytes: usize
  pixelBytes: usize
  height: i32
  width: i32
  /** Bytes of its channels, in groups of 8. */
  groupBytes: usize
}

/** Weights [terms, channels] in panels. */
@unmanaged
export class Filter {
  weights: usize
  /** Bytes from a panel to the next. */
  stride: usize
  bias: usize
  /** Bytes from the bias of a panel to the next's; 0 where the same zeros are added to all. */
  biasStride: usize
  kernel: i32
  least: f32
}

/** What is added where no bias is wanted. */
export const NO_BIAS = memory.data(64)

/** target = max(source ∗ filter + bias, least) */
export function convolve(source: Source, filter: Filter, target: Target): void {
  setWalk(source, filter)
  for (let group: usize = 0; group < target.groupBytes; group += 64) {
    const weights = filter.weights + (group >> 6) * filter.stride
    const bias = filter.bias + (group >> 6) * filter.biasStride
    const isHalf = target.groupBytes - group <= 32
    convolveGroup(source, weights, bias, target, group, isHalf)
  }
}

function setWalk(source: Source, filter: Filter): void {
  const channelBytes = <usize>source.channels << 2
  const isWhole = channelBytes == source.pixelBytes
  walk.kernel = filter.kernel
  walk.rowBytes = source.rowBytes
  walk.runs = isWhole ? 1 : filter.kernel
  walk.runBytes = isWhole ? <usize>filter.kernel * channelBytes : channelBytes
  walk.runStep = source.pixelBytes
  walk.least = filter.least
}

function convolveGroup(source: Source, weights: usize, bias: usize, target: Target, group: usize, isHalf: bool): void {
  const step = <usize>source.stride * source.pixelBytes
  const isGrey = walk.kernel == 3 && walk.runBytes == 12 && step == 4 && target.width >= 7
  let from = source.at, to = target.at + group
  for (let y = 0; y < target.height; y++) {
    if (isGrey) {
      greyRow(from, weights, bias, to, target)
      if (!isHalf) greyRow(from, weights + 32, bias + 32, to + 32, target)
    } else if (target.width < 4) {
      narrowRow(from, step, weights, bias, to, target)
      if (!isHalf) narrowRow(from, step, weights + 32, bias + 32, to + 32, target)
    } else if (isWide && !isHalf) row16(from, step, weights, bias, to, target)
    else {
      row8(from, step, weights, bias, to, target)
      if (!isHalf) row8(from, step, weights + 32, bias + 32, to + 32, target)
    }
    from += <usize>source.stride * source.rowBytes
    to += target.rowBytes
  }
}

// Where tiles do not fill a row the last one overlaps the one before, and computes the same again.

function row16(from: usize, step: usize, weights: usize, bias: usize, to: usize, target: Target): void {
  const last = target.width - 4
  for (let x = 0; x < target.width; x += 4) {
    const first = <usize>min(x, last)
    tile4x16(from + first * step, step, weights, bias, to + first * target.pixelBytes, target.pixelBytes)
  }
}

function row8(from: usize, step: usize, weights: usize, bias: usize, to: usize, target: Target): void {
  let x = 0
  if (isWide) {
    for (; target.width - x >= 7; x += 7) {
      tile7x8(from + <usize>x * step, step, weights, bias, to + <usize>x * target.pixelBytes, target.pixelBytes)
    }
  }
  for (; x < target.width; x += 4) {
    const first = <usize>min(x, target.width - 4)
    tile4x8(from + first * step, step, weights, bias, to + first * target.pixelBytes, target.pixelBytes)
  }
}

function narrowRow(from: usize, step: usize, weights: usize, bias: usize, to: usize, target: Target): void {
  for (let x = 0; x < target.width; x++) {
    tile1x8(from, step, weights, bias, to, target.pixelBytes)
    from += step, to += target.pixelBytes
  }
}

function greyRow(from: usize, weights: usize, bias: usize, to: usize, target: Target): void {
  const last = target.width - 7
  for (let x = 0; x < target.width; x += 7) {
    const first = <usize>min(x, last)
    const at = from + (first << 2), out = to + first * target.pixelBytes
    if (isWide) grey7x8(at, weights, bias, out, target.pixelBytes)
    else {
      grey7x4(at, weights, bias, out, target.pixelBytes)
      grey7x4(at, weights + 16, bias + 16, out + 16, target.pixelBytes)
    }
  }
}

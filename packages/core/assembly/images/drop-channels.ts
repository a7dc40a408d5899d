import { block0, block1, block2, block3, makePhiloxBlocks } from '../philox'
import { Images, behindImages, groupBytes, imageOf, imagesAt } from './images'

@unmanaged
class DropChannels {
  rows: i32
  threshold: i32
  scale: f32
  /** Philox's fourth counter word. */
  stream: i32
  /** [low and high word of the seed, epoch, step] */
  draw: usize
}

/** Images from, to. A block of random bits is 8 channels of an image; four blocks are made at once. */
export function dropChannels(at: usize): void {
  const from = imagesAt(at, 0), to = imagesAt(at, 1)
  const args = changetype<DropChannels>(behindImages(at, 2))
  const blocks = 2 * ((from.channels + 15) >> 4)
  const groups = <i32>(groupBytes(from) >> 5)
  for (let row = 0; row < args.rows; row++) {
    for (let group = 0; group < groups; group += 4) {
      const first = row * blocks + group
      makeBlocks(i32x4(first, first + 1, first + 2, first + 3), args)
      keep(from, to, row, group, block0, args)
      if (group + 1 < groups) keep(from, to, row, group + 1, block1, args)
      if (group + 2 < groups) keep(from, to, row, group + 2, block2, args)
      if (group + 3 < groups) keep(from, to, row, group + 3, block3, args)
    }
  }
}

// @ts-ignore: decorator
@inline
function makeBlocks(counters: v128, args: DropChannels): void {
  const draw = args.draw
  makePhiloxBlocks(counters, load<i32>(draw, 12), load<i32>(draw, 8), args.stream, load<i32>(draw), load<i32>(draw, 4))
}

function keep(from: Images, to: Images, row: i32, group: i32, bits: v128, args: DropChannels): void {
  const stays = i16x8.lt_u(bits, i16x8.splat(<i16>args.threshold))
  const scale = f32x4.splat(args.scale)
  const mask0 = v128.and(i32x4.extend_low_i16x8_s(stays), scale)
  const mask1 = v128.and(i32x4.extend_high_i16x8_s(stays), scale)
  let line = imageOf(from, row) + (<usize>group << 5)
  let toLine = imageOf(to, row) + (<usize>group << 5)
  for (let y = 0; y < from.height; y++) {
    let p = line, q = toLine
    for (let x = 0; x < from.width; x++) {
      const out0 = f32x4.mul(v128.load(p), mask0), out1 = f32x4.mul(v128.load(p, 16), mask1)
      v128.store(q, out0), v128.store(q, out1, 16)
      p += from.pixelBytes, q += to.pixelBytes
    }
    line += from.rowBytes, toLine += to.rowBytes
  }
}

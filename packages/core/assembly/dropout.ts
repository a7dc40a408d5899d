import { put } from './memory'
import { makePhiloxBlocks, block0, block1, block2, block3 } from './philox'

/** How many mask elements four Philox blocks make. */
const ELEMENTS: i32 = 32

/**
 * mask = scale where a unit's 16 bits are below `threshold`, else 0.
 * (c1, c2, c3) and (key0, key1) are Philox's counter words 1 … 3 and its key; counter word 0 counts blocks of 8 elements.
 */
export function dropoutMask(
  mask: usize,
  count: i32,
  threshold: i32,
  scale: f32,
  c1: i32,
  c2: i32,
  c3: i32,
  key0: i32,
  key1: i32,
): void {
  for (let i = 0; i < count; i += ELEMENTS) {
    makePhiloxBlocks(i >> 3, c1, c2, c3, key0, key1)
    const rest = count - i
    if (rest >= ELEMENTS) maskBlocks(mask, threshold, scale, ELEMENTS)
    else maskBlocks(mask, threshold, scale, rest)
    mask += ELEMENTS << 2
  }
}

// @ts-ignore: decorator
@inline
function maskBlocks(mask: usize, threshold: i32, scale: f32, rest: i32): void {
  maskBlock(mask, block0, threshold, scale, rest)
  maskBlock(mask + 32, block1, threshold, scale, rest - 8)
  maskBlock(mask + 64, block2, threshold, scale, rest - 16)
  maskBlock(mask + 96, block3, threshold, scale, rest - 24)
}

/** The 8 elements of one block: its 16-bit lanes compared, widened to ones, and cut out of the scale. */
// @ts-ignore: decorator
@inline
function maskBlock(mask: usize, bits: v128, threshold: i32, scale: f32, rest: i32): void {
  const stays = i16x8.lt_u(bits, i16x8.splat(<i16>threshold))
  const value = f32x4.splat(scale)
  put(mask, v128.and(i32x4.extend_low_i16x8_s(stays), value), min(max(rest, 0), 4))
  put(mask + 16, v128.and(i32x4.extend_high_i16x8_s(stays), value), min(max(rest - 4, 0), 4))
}

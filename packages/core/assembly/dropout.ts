import { ROW_BYTES } from './memory'
import { block0, block1, block2, block3, makePhiloxBlocks } from './philox'

@unmanaged
class Dropout {
  from: usize
  fromStride: usize
  to: usize
  toStride: usize
  panels: i32
  threshold: i32
  scale: f32
  /** Philox's fourth counter word. */
  stream: i32
  /** [low and high word of the seed, epoch, step] */
  draw: usize
}

/**
 * to = from·scale where the 16 random bits of a unit are below `threshold`, else 0; a panel operation.
 *
 * Block 2·(row·panels + panel) holds the bits of the panel's first 8 columns, the next block those of the others. Four
 * blocks are made at once: those of two rows.
 */
export function dropout(at: usize, panel: i32, row: i32, rows: i32): void {
  const args = changetype<Dropout>(at)
  let from = args.from + <usize>panel * args.fromStride + (<usize>row << 6)
  let to = args.to + <usize>panel * args.toStride + (<usize>row << 6)
  for (const end = row + rows; row < end; row += 2) {
    const first = 2 * (row * args.panels + panel)
    const counters = i32x4(first, first + 1, first + 2 * args.panels, first + 2 * args.panels + 1)
    makeBlocks(counters, args)
    keep(from, to, block0, args), keep(from + 32, to + 32, block1, args)
    // The panels of a matrix of one row have no spare row.
    if (row + 1 < end) {
      keep(from + 64, to + 64, block2, args), keep(from + 96, to + 96, block3, args)
    }
    from += 2 * ROW_BYTES
    to += 2 * ROW_BYTES
  }
}

// @ts-ignore: decorator
@inline
function makeBlocks(counters: v128, args: Dropout): void {
  const draw = args.draw
  makePhiloxBlocks(counters, load<i32>(draw, 12), load<i32>(draw, 8), args.stream, load<i32>(draw), load<i32>(draw, 4))
}

/** The 8 columns of one block: its 16-bit lanes compared, widened to ones, and laid over what is kept. */
// @ts-ignore: decorator
@inline
function keep(from: usize, to: usize, bits: v128, args: Dropout): void {
  const stays = i16x8.lt_u(bits, i16x8.splat(<i16>args.threshold))
  const scale = f32x4.splat(args.scale)
  const low = f32x4.mul(v128.load(from), v128.and(i32x4.extend_low_i16x8_s(stays), scale))
  const high = f32x4.mul(v128.load(from, 16), v128.and(i32x4.extend_high_i16x8_s(stays), scale))
  v128.store(to, low)
  v128.store(to, high, 16)
}

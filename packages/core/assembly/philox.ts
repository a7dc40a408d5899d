// Philox4x32-10 for four counters at once: lane l computes the block of counter (counters[l], c1, c2, c3).
// Source: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3.

const MULTIPLIER_0: i32 = 0xd2511f53
const MULTIPLIER_1: i32 = 0xcd9e8d57
const WEYL_0: i32 = 0x9e3779b9
const WEYL_1: i32 = 0xbb67ae85

/** The four words of each block, in order; set by `makePhiloxBlocks`, since a function returns one value only. */
export let block0: v128 = i32x4.splat(0)
export let block1: v128 = i32x4.splat(0)
export let block2: v128 = i32x4.splat(0)
export let block3: v128 = i32x4.splat(0)

export function makePhiloxBlocks(counters: v128, c1: i32, c2: i32, c3: i32, key0: i32, key1: i32): void {
  let w0 = counters
  let w1 = i32x4.splat(c1)
  let w2 = i32x4.splat(c2)
  let w3 = i32x4.splat(c3)
  for (let round = 0; round < 10; round++) {
    const m0 = i32x4.splat(MULTIPLIER_0)
    const m1 = i32x4.splat(MULTIPLIER_1)
    const even0 = i64x2.extmul_low_i32x4_u(w0, m0)
    const odd0 = i64x2.extmul_high_i32x4_u(w0, m0)
    const even1 = i64x2.extmul_low_i32x4_u(w2, m1)
    const odd1 = i64x2.extmul_high_i32x4_u(w2, m1)
    w0 = v128.xor(v128.xor(highWords(even1, odd1), w1), i32x4.splat(key0))
    w1 = lowWords(even1, odd1)
    w2 = v128.xor(v128.xor(highWords(even0, odd0), w3), i32x4.splat(key1))
    w3 = lowWords(even0, odd0)
    key0 += WEYL_0
    key1 += WEYL_1
  }
  setBlocks(w0, w1, w2, w3)
}

// @ts-ignore: decorator
@inline
function lowWords(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6)
}

// @ts-ignore: decorator
@inline
function highWords(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 1, 3, 5, 7)
}

/** From word w of each block to the words of block l. */
// @ts-ignore: decorator
@inline
function setBlocks(w0: v128, w1: v128, w2: v128, w3: v128): void {
  const low01 = v128.shuffle<i32>(w0, w1, 0, 4, 1, 5)
  const high01 = v128.shuffle<i32>(w0, w1, 2, 6, 3, 7)
  const low23 = v128.shuffle<i32>(w2, w3, 0, 4, 1, 5)
  const high23 = v128.shuffle<i32>(w2, w3, 2, 6, 3, 7)
  block0 = v128.shuffle<i64>(low01, low23, 0, 2)
  block1 = v128.shuffle<i64>(low01, low23, 1, 3)
  block2 = v128.shuffle<i64>(high01, high23, 0, 2)
  block3 = v128.shuffle<i64>(high01, high23, 1, 3)
}

import { NumbersError } from '../errors.ts'
import { log } from '../functions/log.ts'
import { cos } from '../functions/sin-cos.ts'
import { philox4x32 } from './philox.ts'
import { type Purpose, purposeWord, seedKey } from './seed.ts'

/** Random numbers one after the other; each method takes the next words of the same sequence. */
export interface RandomStream {
  /** One word: an integer in [0, 2³²). */
  nextUint32(): number
  /** Two words: a multiple of 2⁻⁵³ in [0, 1). */
  uniform(): number
  /** An unbiased integer in 0 … n − 1, n in 1 … 2³². One word, and another for each that would make it biased. */
  below(n: number): number
  /**
   * Four words: normally distributed with mean 0 and deviation 1, √(−2 ln(1 − u))·cos(2πv).
   *
   * Source: Box & Muller 1958. Differs: the sine of the pair is not used, so that every draw takes the same words.
   */
  normal(): number
}

/**
 * The random numbers of a seed for one purpose, and, where it matters, one epoch and step (32-bit words).
 *
 * Block b = 0, 1, 2 … is Philox4x32-10 with key = (low, high word of seed) and counter = (b, step, epoch,
 * purpose·2²⁴): four words each, in order.
 *
 * @throws NumbersError SEED, PURPOSE, and BELOW where `below` gets no n of its range
 */
export function randomStream(seed: number, purpose: Purpose, epoch = 0, step = 0): RandomStream {
  const key = seedKey(seed)
  const counter: [number, number, number, number] = [0, step, epoch, purposeWord(purpose)]
  const block = new Uint32Array(4)
  let used = 4

  function nextUint32(): number {
    if (used === 4) {
      philox4x32(counter, key, block)
      counter[0] = (counter[0] + 1) >>> 0
      used = 0
    }
    return block[used++]
  }
  function uniform(): number {
    const high = nextUint32() >>> 5
    const low = nextUint32() >>> 6
    return (high * 0x4000000 + low) / 0x20000000000000
  }
  function below(n: number): number {
    // Words from the last, incomplete run of n values on are drawn again.
    const limit = 0x100000000 - (0x100000000 % checkedBound(n))
    let word = nextUint32()
    while (word >= limit) word = nextUint32()
    return word % n
  }
  function normal(): number {
    const radius = Math.sqrt(-2 * log(1 - uniform()))
    return radius * cos(TWO_PI * uniform())
  }
  return { nextUint32, uniform, below, normal }
}

const TWO_PI = 6.283185307179586

function checkedBound(n: number): number {
  if (Number.isInteger(n) && n >= 1 && n <= 0x100000000) return n
  throw new NumbersError('BELOW', `below: n is ${n}.`, 'Use an integer from 1 to 2^32.')
}

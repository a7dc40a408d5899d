import { NumbersError } from '../errors.ts'
import { philox4x32 } from './philox.ts'

/** What random numbers are for. The place in the list is part of every stream's key: only append. */
const PURPOSES = ['init', 'shuffle', 'dropout', 'split', 'data', 'sampler', 'replicate'] as const
export type Purpose = (typeof PURPOSES)[number]

/** The last of the 2²⁴ sub-streams of a purpose; those from 0 up are streams of draws, so the two never meet. */
const DERIVED = 0xffffff

/** The low and the high 32 bits of a seed, an integer in [0, 2⁵³): a Philox key. */
export function seedKey(seed: number): [low: number, high: number] {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new NumbersError('SEED', `The seed is ${seed}.`, 'Use an integer from 0 to 2^53 - 1.')
  }
  return [seed >>> 0, Math.floor(seed / 0x100000000)]
}

/**
 * A new seed, an integer in [0, 2⁵³), from a seed, a purpose and an integer index in [0, 2⁵³).
 *
 * 53 bits of Philox at counter (low word of index, high word, 0, purpose·2²⁴ + 2²⁴ − 1).
 */
export function deriveSeed(seed: number, purpose: Purpose, index: number): number {
  const [low, high] = seedKey(index)
  const out = new Uint32Array(4)
  philox4x32([low, high, 0, purposeWord(purpose) + DERIVED], seedKey(seed), out)
  return (out[0] >>> 5) * 0x4000000 + (out[1] >>> 6)
}

/** The counter's last word for a purpose: its number·2²⁴. */
export function purposeWord(purpose: Purpose): number {
  const number = PURPOSES.indexOf(purpose)
  if (number < 0) {
    throw new NumbersError('PURPOSE', `The purpose is '${purpose}'.`, `Use one of: ${PURPOSES.join(', ')}.`)
  }
  return number * 0x1000000
}

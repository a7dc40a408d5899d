import type { RandomStream } from './stream.ts'

/**
 * Puts the values in random order, in place, each order equally likely.
 *
 * Source: Fisher & Yates, as TAOCP 2, Algorithm 3.4.2P: from the last place down, each changes with a place from 0 up
 * to itself. Takes values.length − 1 draws of `below`.
 */
export function shuffle(values: Uint32Array, stream: RandomStream): void {
  for (let last = values.length - 1; last > 0; last--) {
    const chosen = stream.below(last + 1)
    const value = values[last]
    values[last] = values[chosen]
    values[chosen] = value
  }
}

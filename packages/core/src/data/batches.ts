import { randomStream, shuffle } from '@hypersweep/numbers'

/** The training rows in the order of an epoch, counted from 0: a shuffle that depends on seed and epoch alone. */
export function epochOrder(train: Uint32Array, seed: number, epoch: number): Uint32Array {
  const order = Uint32Array.from(train)
  shuffle(order, randomStream(seed, 'shuffle', epoch))
  return order
}

/**
 * Rows in batches. The last one may be smaller; a last batch of one row joins the one before where `joinsSingle`, since
 * batch norm has no variance of one row.
 */
export function batchesOf(order: Uint32Array, size: number, joinsSingle: boolean): Uint32Array[] {
  const batches: Uint32Array[] = []
  for (let from = 0; from < order.length; from += size) {
    const joins = joinsSingle && order.length - (from + size) === 1
    batches.push(order.subarray(from, joins ? order.length : from + size))
    if (joins) break
  }
  return batches
}

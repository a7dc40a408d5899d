import { randomStream, shuffle } from '@hypersweep/numbers'
import type { Floats } from '../kernels/kernels.ts'

/** The training rows in the order of an epoch, counted from 0: a shuffle that depends on seed and epoch alone. */
export function epochOrder(train: Uint32Array, seed: number, epoch: number): Uint32Array {
  const order = Uint32Array.from(train)
  shuffle(order, randomStream(seed, 'shuffle', epoch))
  return order
}

/** Copies rows of `features` [any, inputs], in the order given, to the start of `to` [capacity, inputs]. */
export function gatherFeatures(features: Float32Array, inputs: number, rows: Uint32Array, to: Floats): void {
  for (let i = 0; i < rows.length; i++) {
    to.set(features.subarray(rows[i] * inputs, (rows[i] + 1) * inputs), i * inputs)
  }
}

/** Copies the labels of rows, in the order given, to the start of `to`. */
export function gatherLabels(labels: Int32Array, rows: Uint32Array, to: Int32Array): void {
  for (let i = 0; i < rows.length; i++) to[i] = labels[rows[i]]
}

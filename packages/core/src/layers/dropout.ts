import type { Kernels } from '../kernels/kernels.ts'
import type { Layer } from './layer.ts'

export interface DropoutOptions {
  /** Probability that a unit is dropped, in (0, 1). */
  probability: number
  units: number
  /** The most rows of one pass. */
  capacity: number
  /** The trial's seed. */
  seed: number
  /** Which random numbers are this layer's own: its place in the network, from 0. */
  layer: number
}

/**
 * Inverted dropout: while training, each unit of each row is zero with the given probability and otherwise divided by
 * the probability to stay, so that its mean is kept and evaluation has nothing to do.
 *
 *     out = x·mask      gradX = gradOut·mask      mask = 0 or 1/keep
 *
 * x and out [rows, units]. The mask of a batch depends on seed, layer, epoch and step alone. Probabilities are rounded
 * to multiples of 1/65536, with at least one on either side, since a unit's fate is 16 random bits.
 *
 * Source: Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html, section 10 (inverted).
 */
export function dropout(kernels: Kernels, { probability, units, capacity, seed, layer }: DropoutOptions): Layer {
  const threshold = Math.min(Math.max(Math.round((1 - probability) * 65536), 1), 65535)
  const mask = kernels.floats(capacity * units)
  const out = kernels.floats(capacity * units)

  return {
    parameters: [],
    forward(x, { rows, draw }) {
      if (!draw) return x
      kernels.dropoutMask(mask, rows * units, threshold, { seed, layer, epoch: draw.epoch, step: draw.step })
      kernels.multiply(x, mask, out, rows * units)
      return out
    },
    backward(gradOut, rows) {
      kernels.multiply(gradOut, mask, gradOut, rows * units)
      return gradOut
    },
  }
}

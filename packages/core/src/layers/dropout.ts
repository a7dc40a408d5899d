import { formula, mul } from '../formula/expression.ts'
import type { Kernels } from '../kernels/kernels.ts'
import type { LayerContext, LayerSpec } from './definition.ts'
import { scalar } from './scalar.ts'
import type { StageMaker } from './stage.ts'

export interface DropoutOptions {
  /** Probability that a unit is dropped, in (0, 1). */
  probability: number
  /** Which random numbers are this layer's own: its place in the network, from 0. */
  layer: number
  /** [low and high word of the trial's seed, epoch, step]; see `Dropout` of the kernels. */
  draw: Int32Array
  /** Whether it follows an activation whose gradient is zero wherever its output is (ReLU). */
  followsRectifier: boolean
}

/**
 * Inverted dropout: each unit of each row is zero with the given probability and otherwise divided by the probability to
 * stay, so that its mean is kept and evaluation has nothing to do.
 *
 *     out = x·mask      gradX = gradOut·mask      mask = 0 or 1/keep
 *
 * x and out [rows, units]. No mask is stored: the way back draws it again, since it depends on seed, layer, epoch and
 * step alone. Behind a ReLU even that is not needed: where a unit was dropped the output is zero, and the ReLU's gradient
 * with it, so dividing by `keep` is enough.
 *
 * Probabilities are rounded to multiples of 1/65536, with at least one on either side: a unit's fate is 16 random bits.
 *
 * Source: Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html, section 10 (inverted).
 */
export function dropout(kernels: Kernels, { probability, layer, draw, followsRectifier }: DropoutOptions): StageMaker {
  const threshold = dropoutThreshold(probability)
  return (input) => {
    const output = followsRectifier ? input : kernels.matrix(input.rows, input.columns)
    return {
      output,
      parameters: [],
      buffers: [],
      forward({ drops }) {
        if (drops) return [kernels.dropout({ from: input, to: output, threshold, layer, draw })]
        return followsRectifier ? [] : [kernels.formula(copy, { from: input, to: output })]
      },
      backward({ drops }, gradient) {
        if (!drops) return []
        if (!followsRectifier) return [kernels.dropout({ from: gradient, to: gradient, threshold, layer, draw })]
        return [kernels.formula(scaled, { gradient, scale: scalar(kernels, 65536 / threshold) })]
      },
    }
  }
}

/** The dropout that a layer of units asks for, where it asks for any. */
export function dropoutStages(
  spec: LayerSpec,
  followsRectifier: boolean,
  { kernels, index, draw }: LayerContext,
): StageMaker[] {
  const probability = spec['dropout'] as number
  return probability > 0 ? [dropout(kernels, { probability, layer: index, draw, followsRectifier })] : []
}

/** Below which 16 random bits keep a unit. */
export function dropoutThreshold(probability: number): number {
  return Math.min(Math.max(Math.round((1 - probability) * 65536), 1), 65535)
}

/** to = from */
export const copy = formula('copy', ({ stream }) => ({ to: stream('from') }))

const scaled = formula('scaled gradient', ({ stream, scalar }) => ({
  gradient: mul(stream('gradient'), scalar('scale')),
}))

import { add, type Formula, formula, greater, less, max, min, mul, neg, select, type Value } from '../formula/index.ts'
import type { OptionValues } from '../options/option.ts'
import { numberOf, type OptimizerDefinition } from './optimizer.ts'

/** What becomes of a gradient before the optimizer sees it, and of a weight after; a 0 is left out of the formula. */
export interface GradientTerms {
  /** Scales all gradients, so that their norm keeps its limit: the scalar `clip_scale`. */
  readonly clip_norm: number
  /** The largest that a gradient may be: the scalar `clip_value`. */
  readonly clip_value: number
  /** λ of λ·sign(w): the scalar `l1`. */
  readonly l1: number
  /** Decay per step of the running average of the weights, the stream `average`: scalars `ema` and `ema_rest`. */
  readonly ema: number
}

/**
 * One step of an optimizer on the weights of a panel.
 *
 *     g ← g·clip_scale      g ← max(min(g, c), −c)      d = g + λ₂·w + λ₁·sign(w)      w, slots ← rule(w, d, slots)
 *     average ← ema·average + (1 − ema)·w
 *
 * Operands: `weight`, `gradient`, a stream for each slot, a scalar for each of the rule's and of the terms' numbers.
 *
 * @param access  `tile` for a block of gradients that was just computed, `stream` for gradients that were kept
 */
export function updateFormula(
  definition: OptimizerDefinition,
  options: OptionValues,
  terms: GradientTerms,
  access: 'tile' | 'stream',
): Formula {
  return formula(definition.name, (operands) => {
    const { stream, scalar } = operands
    const weight = stream('weight')
    const decay = addedDecay(definition, options)
    const clipped = clip(operands[access]('gradient'), terms, scalar)
    const decayed = decay === 0 ? clipped : add(clipped, mul(scalar('weight_decay'), weight))
    const gradient = terms.l1 === 0 ? decayed : add(decayed, mul(scalar('l1'), signOf(weight)))
    const results = definition.update({ weight, gradient, slot: stream, scalar }, options)
    if (terms.ema === 0) return results
    const average = add(mul(scalar('ema'), stream('average')), mul(scalar('ema_rest'), results['weight']!))
    return { ...results, average }
  })
}

/** λ₂; 0 where the optimizer has no weight decay, or does it in its own rule. */
function addedDecay({ options: own, decaysItself }: OptimizerDefinition, options: OptionValues): number {
  return decaysItself === true || !('weight_decay' in own) ? 0 : numberOf(options, 'weight_decay')
}

function clip(gradient: Value, terms: GradientTerms, scalar: (name: string) => Value): Value {
  const scaled = terms.clip_norm === 0 ? gradient : mul(gradient, scalar('clip_scale'))
  if (terms.clip_value === 0) return scaled
  const limit = scalar('clip_value')
  return max(min(scaled, limit), neg(limit))
}

/** −1, 0 or 1. */
function signOf(x: Value): Value {
  return select(greater(x, 0), 1, select(less(x, 0), -1, 0))
}

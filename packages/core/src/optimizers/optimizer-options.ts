import { CoreError } from '../errors.ts'
import type { OptimizerName } from './optimizer.ts'

/** An option as the sweep file spells it. */
export type OptimizerOption = 'learning_rate' | 'momentum' | 'decay_rate' | 'beta1' | 'epsilon' | 'weight_decay'

/** From `min`, which may itself be left out, up to `max`, which always is. */
export interface OptionRange {
  readonly min: number
  readonly minIncluded: boolean
  readonly max: number
}

const positive: OptionRange = { min: 0, minIncluded: false, max: Infinity }
const notNegative: OptionRange = { min: 0, minIncluded: true, max: Infinity }
const decay: OptionRange = { min: 0, minIncluded: true, max: 1 }

export const optionRanges: Readonly<Record<OptimizerOption, OptionRange>> = {
  learning_rate: positive,
  momentum: decay,
  decay_rate: decay,
  beta1: decay,
  epsilon: positive,
  weight_decay: notNegative,
}

/**
 * Which options act under which optimizer beside `learning_rate`, which always does and has no default.
 *
 * The values are PyTorch's defaults, except for `momentum`, which under that name and under nesterov would not be one
 * at PyTorch's 0.
 */
export const optimizerDefaults: Readonly<
  Record<OptimizerName, Readonly<Partial<Record<Exclude<OptimizerOption, 'learning_rate'>, number>>>>
> = {
  sgd: { weight_decay: 0 },
  momentum: { momentum: 0.9, weight_decay: 0 },
  nesterov: { momentum: 0.9, weight_decay: 0 },
  rmsprop: { decay_rate: 0.99, momentum: 0, epsilon: 1e-8, weight_decay: 0 },
  adam: { beta1: 0.9, decay_rate: 0.999, epsilon: 1e-8, weight_decay: 0 },
}

/** The options of the sweep file that have an effect under this optimizer; an axis over any other does nothing. */
export function actingOptions(optimizer: OptimizerName): ReadonlySet<string> {
  return new Set(['learning_rate', ...Object.keys(optimizerDefaults[optimizer])])
}

/** The range as mathematicians write it: `[0, 1)`, `(0, ∞)`. */
export function rangeText({ min, minIncluded, max }: OptionRange): string {
  return `${minIncluded ? '[' : '('}${min}, ${max === Infinity ? '∞' : max})`
}

export function isInRange({ min, minIncluded, max }: OptionRange, value: number): boolean {
  return (minIncluded ? value >= min : value > min) && value < max
}

/** @throws CoreError OPTIMIZER_OPTION naming the first option outside its range */
export function checkOptions(optimizer: OptimizerName, options: Partial<Record<OptimizerOption, number>>): void {
  for (const [option, value] of Object.entries(options) as [OptimizerOption, number][]) {
    const range = optionRanges[option]
    if (typeof value === 'number' && isInRange(range, value)) continue
    const usual = option === 'learning_rate' ? undefined : optimizerDefaults[optimizer][option]
    const hint = usual === undefined ? '' : `; ${usual} is usual`
    throw new CoreError(
      'OPTIMIZER_OPTION',
      `${optimizer}: ${option} is ${value}.`,
      `Use a number in ${rangeText(range)}${hint}.`,
    )
  }
}

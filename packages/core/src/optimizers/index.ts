import { named } from '../options/named.ts'
import type { OptionValues } from '../options/option.ts'
import { adagrad } from './adagrad.ts'
import { adam } from './adam.ts'
import { adamw } from './adamw.ts'
import { momentum } from './momentum.ts'
import { nesterov } from './nesterov.ts'
import type { OptimizerDefinition } from './optimizer.ts'
import { rmsprop } from './rmsprop.ts'
import { sgd } from './sgd.ts'

export type { OptimizerDefinition, OptimizerStep } from './optimizer.ts'
export { type GradientTerms, updateFormula } from './update-formula.ts'

/** Every optimizer that there is; a new one is a file and a line here. */
export const optimizerDefinitions: readonly OptimizerDefinition[] = [
  sgd,
  momentum,
  nesterov,
  adagrad,
  rmsprop,
  adam,
  adamw,
]

/** An optimizer and its options, as the sweep file spells them: `{ optimizer: 'adam', beta1: 0.9, … }`. */
export type OptimizerSpec = { readonly optimizer: string } & OptionValues

/** @throws CoreError NAME when there is no optimizer of that name */
export function optimizerOf({ optimizer: name }: Pick<OptimizerSpec, 'optimizer'>): OptimizerDefinition {
  return named('optimizer', optimizerDefinitions, name)
}

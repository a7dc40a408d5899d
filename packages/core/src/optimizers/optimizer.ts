import type { Value } from '../formula/expression.ts'
import type { Options, OptionValues } from '../options/option.ts'

export interface OptimizerStep {
  learningRate: number
  /** Counts all steps of the training, from 1. */
  step: number
}

/** What an update rule is written in terms of. */
export interface UpdateOperands {
  readonly weight: Value
  /** The gradient, with what is added to it (L1, L2) added, and clipped. */
  readonly gradient: Value
  /** An array kept beside the weights, by name. */
  slot(name: string): Value
  /** One of `scalars`, by name. */
  scalar(name: string): Value
}

/**
 * A rule that moves weights along their gradient: one file, and one line in `optimizers/index.ts`. The sweep file, the
 * checks, checkpoints, the reference and the SIMD kernels follow from it.
 */
export interface OptimizerDefinition {
  /** As the sweep file spells it. */
  readonly name: string
  readonly options: Options
  /** True where `weight_decay` is part of its own rule; else it is added to the gradient, λ·w (L2). */
  readonly decaysItself?: boolean
  /** The arrays that it keeps beside the weights, each of their shape, and what each begins with. */
  slots(options: OptionValues): Readonly<Record<string, number>>
  /** Numbers of one step, in float64; rounded to float32 before the rule uses them. */
  scalars(options: OptionValues, now: OptimizerStep): Readonly<Record<string, number>>
  /** The new weight, and the new value of each slot. */
  update(operands: UpdateOperands, options: OptionValues): Readonly<Record<string, Value>>
}

/** An option that is a number. */
export function numberOf(options: OptionValues, name: string): number {
  return options[name] as number
}

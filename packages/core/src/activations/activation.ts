import type { Value } from '../formula/expression.ts'
import type { NumberOption } from '../options/option.ts'

/** Where a derivative is taken: at the input x, where the output is y. */
export interface ActivationPoint {
  readonly x: Value
  readonly y: Value
}

export type ActivationOptions = Readonly<Record<string, number>>

/** An activation: a function of each element. One file, and one line in `activations/index.ts`. */
export interface ActivationDefinition {
  /** As the sweep file spells it. */
  readonly name: string
  readonly options: Readonly<Record<string, NumberOption & { readonly default: number }>>
  /** y = f(x) */
  forward(x: Value, options: ActivationOptions): Value
  /** f′(x), from x or y, whichever is cheaper. */
  derivative(point: ActivationPoint, options: ActivationOptions): Value
  /** Whether `derivative` reads x, so that the input must be kept beside the output. */
  readonly needsInput: boolean
  /** Whether the output is 0 for all x ≤ 0: then it is sparse, and a unit can die. */
  readonly rectifies: boolean
}

/** An activation with its options filled in. */
export interface Activation extends Pick<ActivationDefinition, 'name' | 'needsInput' | 'rectifies'> {
  forward(x: Value): Value
  derivative(point: ActivationPoint): Value
}

import type { LayerSpec } from '../layers/index.ts'
import type { LossName } from '../losses/index.ts'
import type { OptimizerSpec } from '../optimizers/index.ts'
import { notNegative, number, type Options, share } from '../options/option.ts'
import type { ScheduleSpec } from '../schedules/index.ts'

export interface LossSpec {
  readonly loss: LossName
  /** Share of the target that is spread over all classes, in [0, 1); `hinge` takes its labels as they are. */
  readonly label_smoothing: number
}

/** What happens to gradients and weights beside the optimizer's rule; 0 where it does not happen. */
export const regularisationOptions = {
  l1: number(notNegative, 'λ, added to the gradient as λ·sign(w)', 0),
  max_norm: number(notNegative, 'the longest that the weights into a unit may be', 0),
  clip_norm: number(notNegative, 'the longest that all gradients together may be', 0),
  clip_value: number(notNegative, 'the largest that a gradient may be', 0),
  ema: number(share, 'decay per step of the running average of the weights, which is then what is evaluated', 0),
} as const satisfies Options

export type RegularisationSpec = Readonly<Record<keyof typeof regularisationOptions, number>>

/**
 * Everything that decides a trial's bits, beside its seed, its data and the numeric code: the sweep file's `model:` and
 * `training:` without references, every default filled in. Options have the sweep file's names.
 */
export interface NetworkSpec {
  readonly layers: readonly LayerSpec[]
  readonly loss: LossSpec
  readonly optimizer: OptimizerSpec
  readonly schedule: ScheduleSpec
  readonly regularisation: RegularisationSpec
  readonly learning_rate: number
  readonly batch_size: number
  readonly epochs: number
}

/** Whether any layer takes statistics of the batch, of which one row has none. */
export function normalisesBatches({ layers }: NetworkSpec): boolean {
  return layers.some((layer) => layer['batch_norm'] === true)
}

import { type NetworkSpec, scheduleOf } from '@hypersweep/core'

/**
 * Whether a training of more epochs is another one from its first epoch on. The schedule alone looks at their number:
 *
 *     polynomial, cosine   where `decay_epochs` does not say how long the fall takes
 *     one_cycle            always
 *     all others           never: constant, step, multi_step, exponential, inverse_time, inverse_sqrt, reduce_on_plateau
 *
 * A warm-up is as long as it is told to be. Running averages (`ema`) and gauges go by steps, and `metric.at` only chooses
 * among what was reported.
 */
export function dependsOnEpochs({ schedule }: Pick<NetworkSpec, 'schedule'>): boolean {
  const hasOwnEnd = Number(schedule['decay_epochs'] ?? 0) > 0
  return scheduleOf(schedule).needsEpochs && !hasOwnEnd
}

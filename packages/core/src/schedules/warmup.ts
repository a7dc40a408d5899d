import { countOrNone, factor, number, type Options, type OptionValues } from '../options/option.ts'
import { numberOf, type ReportedEpoch, type ScheduleDefinition, type ScheduleRun } from './schedule.ts'

/** Of every schedule. */
export const warmupOptions = {
  warmup_epochs: number(countOrNone, 'epochs in which the learning rate rises, before the schedule begins', 0),
  warmup_factor: { ...number(factor, 'share of the learning rate in the first of them', 0.1), needs: 'warmup_epochs' },
} as const satisfies Options

/**
 * Linear warm-up, then a schedule, whose epochs count from the end of the warm-up.
 *
 *     rate(t) = s(0) · (f + (1 − f)·t/W)  for t < W      s(t − W) after      W = warmup_epochs, f = warmup_factor
 *
 * The schedule s is laid over the epochs that are left, and sees the reports of its own epochs only.
 *
 * Source: Goyal et al. 2017, https://arxiv.org/abs/1706.02677, as PyTorch's `SequentialLR` of a `LinearLR` and another.
 * Differs: PyTorch's start_factor is 1/3 by default.
 */
export function rateWithWarmup(
  { rate }: ScheduleDefinition,
  options: OptionValues,
  { learningRate, epochs }: ScheduleRun,
  epoch: number,
  history: readonly ReportedEpoch[],
): number {
  const warmup = numberOf(options, 'warmup_epochs')
  const rest = { learningRate, epochs: Math.max(epochs - warmup, 1) }
  if (epoch >= warmup) return rate(options, rest, epoch - warmup, history.slice(warmup))
  const start = numberOf(options, 'warmup_factor')
  return rate(options, rest, 0, []) * (start + ((1 - start) * epoch) / warmup)
}

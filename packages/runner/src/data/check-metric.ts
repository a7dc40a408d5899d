import type { MetricSpec } from '@hypersweep/sweep'
import { RunnerError } from '../errors.ts'

/** What training reports after each epoch. */
export const METRICS = ['train_loss', 'train_accuracy', 'val_loss', 'val_accuracy', 'learning_rate'] as const

/** @throws RunnerError METRIC_UNKNOWN when training reports no such metric */
export function checkMetric({ name }: MetricSpec): void {
  if (METRICS.some((metric) => metric === name)) return
  throw new RunnerError(
    'METRIC_UNKNOWN',
    `metric.name is ${name}.`,
    `Training reports ${METRICS.join(', ')}; use one of these.`,
  )
}

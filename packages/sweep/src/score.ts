import { closest } from './did-you-mean.ts'
import { SweepError } from './errors.ts'
import type { MetricSpec } from './spec.ts'
import type { EpochReport, Metrics, ScoredEpoch } from './trial.ts'

/** Whether score `a` is better than `b`; equal ones are not. */
export function better({ goal }: Pick<MetricSpec, 'goal'>, a: number, b: number): boolean {
  return goal === 'maximize' ? a > b : a < b
}

/**
 * The epoch that scores a trial: the best (of equal ones the earliest) or, where `metric.at` is `last`, the last.
 * Undefined without reports.
 *
 * @throws SweepError METRIC_MISSING where a report lacks the metric
 */
export function scoredEpoch(metric: MetricSpec, reports: readonly EpochReport[]): ScoredEpoch | undefined {
  let chosen: ScoredEpoch | undefined
  for (const { epoch, metrics } of reports.toSorted((a, b) => a.epoch - b.epoch)) {
    const score = metricIn(metrics, metric.name, epoch)
    if (chosen && metric.at === 'best' && !better(metric, score, chosen.score)) continue
    chosen = { epoch, score, metrics }
  }
  return chosen
}

function metricIn(metrics: Metrics, name: string, epoch: number): number {
  if (Object.hasOwn(metrics, name)) return metrics[name]!
  const known = Object.keys(metrics)
  const near = closest(name, known)
  throw new SweepError(
    'METRIC_MISSING',
    `Epoch ${epoch} reports no ${name}; it reports ${known.join(', ') || 'nothing'}.`,
    near === undefined ? 'Set metric.name to one of these.' : `Set metric.name to ${near}.`,
  )
}

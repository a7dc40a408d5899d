import { activationDefinitions, definitionOf, type LayerSpec } from '@hypersweep/core'
import { closest, type JsonObject, type SweepSpec } from '@hypersweep/sweep'
import { RunnerError } from '../errors.ts'

/** What training reports after each epoch of every network. */
const ALWAYS = ['train_loss', 'train_accuracy', 'val_loss', 'val_accuracy', 'learning_rate', 'grad_norm']

const RECTIFIERS = activationDefinitions.filter(({ rectifies }) => rectifies).map(({ name }) => name)

/** @throws RunnerError METRIC_UNKNOWN when training reports no such metric */
export function checkMetric({ metric: { name }, objective }: Pick<SweepSpec, 'metric' | 'objective'>): void {
  const metrics = [...ALWAYS, ...metricsOf(objective.model)]
  if (metrics.includes(name)) return
  const meant = closest(name, metrics)
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  const needed = `Training reports ${metrics.join(', ')}; use one of these.${hint}`
  throw new RunnerError('METRIC_UNKNOWN', `metric.name is ${name}.`, needed)
}

/** What it reports of these layers beside that. */
function metricsOf({ layers }: JsonObject): string[] {
  if (!Array.isArray(layers)) return []
  const all = layers as LayerSpec[]
  const ratios = all.flatMap((layer, place) => (hasWeights(layer) ? [`update_ratio_${place}`] : []))
  return [...ratios, ...(all.slice(0, -1).some(mayDie) ? ['dead_units'] : [])]
}

function hasWeights(layer: LayerSpec): boolean {
  return 'init' in definitionOf(layer).options
}

/** A hidden dense layer is relu unless told otherwise; where an axis tells it, it may be. */
function mayDie({ dense, activation = 'relu' }: LayerSpec): boolean {
  return dense !== undefined && (RECTIFIERS.includes(activation as string) || `${activation}`.startsWith('$'))
}

import type { Dataset } from '@hypersweep/core'
import type { Distribution, Json, SweepSpec } from '@hypersweep/sweep'
import { RunnerError } from '../errors.ts'

/**
 * Checks that the last layer has a unit per class, in every trial.
 *
 * @throws RunnerError MODEL_OUTPUT
 */
export function checkOutput({ objective, parameters }: SweepSpec, { name, classNames }: Dataset): void {
  const units = lastUnits(objective.model)
  const needed = `A unit per class is needed: write dense: ${classNames.length} in the last layer.`
  if (units === undefined) throw new RunnerError('MODEL_OUTPUT', 'The last layer has no units.', needed)
  const axis = typeof units === 'string' ? parameters.find((each) => `$${each.name}` === units) : undefined
  const odd = valuesOf(axis?.distribution, units).find((value) => value !== classNames.length)
  if (odd === undefined) return
  const got = `The last layer has ${JSON.stringify(odd)} units${axis ? ` (${axis.name})` : ''}, and ${name} has ${classNames.length} classes.`
  throw new RunnerError('MODEL_OUTPUT', got, needed)
}

function lastUnits(model: SweepSpec['objective']['model']): Json | undefined {
  const { layers } = model
  const last = Array.isArray(layers) ? (layers.at(-1) as Json | undefined) : undefined
  if (typeof last !== 'object' || last === null) return undefined
  return 'dense' in last ? last.dense : 'maxout' in last ? last.maxout : undefined
}

/** The values that the units may take; of a range, its ends. */
function valuesOf(axis: Distribution | undefined, units: Json): readonly Json[] {
  if (axis === undefined) return [units]
  if (axis.kind === 'categorical') return axis.values
  return axis.kind === 'constant' ? [axis.value] : [axis.min, axis.max]
}

import {
  actingOptions,
  definitionOf,
  type LayerSpec,
  optimizerOf,
  optionsOf,
  scheduleOf,
  scheduleOptions,
} from '@hypersweep/core'
import type { ObjectiveSchema, ResolvedObjective } from '@hypersweep/sweep'
import { z } from 'zod'
import { dataSection } from './data-section.ts'
import { modelSection } from './model-section.ts'
import { alwaysActing, trainingKeys, trainingSection } from './training-section.ts'

/** The built-in objective: trains a network on a classification data set. */
export const networkObjective: ObjectiveSchema = {
  // Its output is plain JSON, which an interface without index signature cannot say of itself.
  schema: z.strictObject({
    data: dataSection,
    model: modelSection,
    training: trainingSection,
  }) as unknown as ObjectiveSchema['schema'],
  trainingKeys,
  actingKeys,
  isIdle,
}

function actingKeys({ training }: ResolvedObjective): ReadonlySet<string> {
  const values = trainingSection.parse(training)
  const optimizer = optimizerOf(values).options
  const schedule = scheduleOptions(scheduleOf(values))
  return new Set([...alwaysActing, ...actingOptions(optimizer, values), ...actingOptions(schedule, values)])
}

/** An option of an activation that the layer has not: `model.layers.2.slope`, where the activation is relu. */
function isIdle({ model }: ResolvedObjective, [, list, place, option]: readonly (string | number)[]): boolean {
  const layer = list === 'layers' ? (model['layers'] as readonly LayerSpec[])[Number(place)] : undefined
  if (layer === undefined || option === undefined) return false
  return option !== definitionOf(layer).name && !Object.hasOwn(optionsOf(layer), option)
}

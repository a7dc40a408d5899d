import { actingOptions } from '@hypersweep/core'
import type { ObjectiveSchema, ResolvedObjective } from '@hypersweep/sweep'
import { z } from 'zod'
import { dataSection } from './data-section.ts'
import { modelSection } from './model-section.ts'
import { trainingKeys, trainingSection } from './training-section.ts'

/** The built-in objective: trains a network of dense layers on a classification data set. */
export const networkObjective: ObjectiveSchema = {
  // Its output is plain JSON, which an interface without index signature cannot say of itself.
  schema: z.strictObject({
    data: dataSection,
    model: modelSection,
    training: trainingSection,
  }) as unknown as ObjectiveSchema['schema'],
  trainingKeys,
  actingKeys,
}

/** Under every optimizer and schedule. */
const ALWAYS = ['optimizer', 'epochs', 'batch_size', 'schedule']

function actingKeys({ training }: ResolvedObjective): ReadonlySet<string> {
  const { optimizer, schedule } = trainingSection.parse(training)
  return new Set([...ALWAYS, ...actingOptions(optimizer), ...(schedule === 'exponential' ? ['lr_decay'] : [])])
}

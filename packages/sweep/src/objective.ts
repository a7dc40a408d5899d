import type { z } from 'zod'
import type { SweepSpec } from './spec.ts'

/** An objective without references: what one trial runs. */
export type ResolvedObjective = SweepSpec['objective']

/**
 * What the search must know of an objective to check a sweep file before anything runs. The search itself never looks
 * inside `data`, `model` and `training`.
 */
export interface ObjectiveSchema {
  /** Checks one resolved objective; its output is the canonical form with defaults, which it accepts unchanged. */
  schema: z.ZodType<ResolvedObjective>
  /** Keys of `training` that an axis of that name sets. */
  trainingKeys: readonly string[]
  /** Which of these act, given a canonical resolved objective: under Adam, momentum does not. */
  actingKeys(resolved: ResolvedObjective): ReadonlySet<string>
  /** Whether what stands at a place of `model` changes nothing, given a canonical resolved objective. */
  isIdle?(resolved: ResolvedObjective, path: readonly (string | number)[]): boolean
}

import type { ObjectiveSchema, ResolvedObjective } from '../objective.ts'
import { references } from '../space/references.ts'
import type { SweepSpec } from '../spec.ts'
import { dotted, type Problem } from './problem.ts'

/**
 * Axes that stand only where the objective says that nothing is changed, at every point that was tried: a slope where no
 * layer has the activation of that slope. Options of `training` are looked at trial by trial; see `trialProblems`.
 */
export function idlePlaces(
  sections: SweepSpec['objective'],
  points: readonly ResolvedObjective[],
  { isIdle }: ObjectiveSchema,
): Problem[] {
  if (!isIdle) return []
  const places = Map.groupBy(references(sections), ({ name }) => name)
  return [...places].flatMap(([name, all]) => {
    const isNowhere = all.every(({ path }) => path[0] === 'model' && points.every((point) => isIdle(point, path)))
    if (!isNowhere) return []
    const where = all.map(({ path }) => dotted(path)).join(' and ')
    const message = `parameters.${name} has no effect in any trial: ${where} does not act there. Remove it, or choose others, for example another activation.`
    return [{ path: ['parameters', name], at: 'key' as const, message }]
  })
}

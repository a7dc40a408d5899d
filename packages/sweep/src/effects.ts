import type { ObjectiveSchema } from './objective.ts'
import { type Path, references, resolveObjective } from './space/references.ts'
import type { SweepSpec } from './spec.ts'
import type { Params } from './trial.ts'

/** The names of the axes that change anything in the trial of these params, in which every axis has a value. */
export type ActingAxes = (params: Params) => ReadonlySet<string>

/**
 * An axis acts where one of its places does: a reference outside `training` always, one that is a whole option of
 * `training` where the objective says that this option acts. In a trial that the objective refuses every axis acts, so
 * that its record shows what was refused.
 */
export function actingAxes(objective: SweepSpec['objective'], schema: ObjectiveSchema): ActingAxes {
  const places = references(objective).map(({ name, path }) => ({ name, option: optionAt(path, schema.trainingKeys) }))
  if (places.every(({ option }) => option === undefined)) {
    const all = new Set(places.map(({ name }) => name))
    return () => all
  }
  return (params) => {
    const checked = schema.schema.safeParse(resolveObjective(objective, params))
    const acting = checked.success ? schema.actingKeys(checked.data) : undefined
    const effective = places.filter(({ option }) => option === undefined || !acting || acting.has(option))
    return new Set(effective.map(({ name }) => name))
  }
}

function optionAt(path: Path, trainingKeys: readonly string[]): string | undefined {
  const [section, key] = path
  const isWholeOption = section === 'training' && path.length === 2 && typeof key === 'string'
  return isWholeOption && trainingKeys.includes(key) ? key : undefined
}

import type { ObjectiveSchema, ResolvedObjective } from '../objective.ts'
import { type Path, references, resolveObjective } from '../space/references.ts'
import { sampleValues } from '../space/sample-values.ts'
import type { JsonObject, SearchSpace, SweepSpec } from '../spec.ts'
import type { Params, ParamValue } from '../trial.ts'
import { isUnder, type Problem, shown } from './problem.ts'
import { samplePath } from './read-axes.ts'
import { zodProblems } from './zod-problems.ts'

interface Checked {
  problems: Problem[]
  /** What the schema made of each point that it accepted. */
  canonical: ResolvedObjective[]
}

export interface Checkable {
  objective: SweepSpec['objective']
  space: SearchSpace
  /** `parameters:` as the file has it, for places. */
  parameters: JsonObject
  schema: ObjectiveSchema['schema']
}

/**
 * Tries the objective's schema at the base point (the first value of every axis) and, one at a time, at every sample
 * value of every axis, so that a bad value is reported where it stands.
 */
export function checkObjective(checkable: Checkable): Checked {
  const axes = checkable.space.map(({ name, distribution }) => ({ name, values: sampleValues(distribution) }))
  const base: Params = Object.fromEntries(axes.map(({ name, values }) => [name, values[0]!]))
  const checked: Checked = { problems: [], canonical: [] }
  const seen = new Set<string>()
  const check = (point: Point) => {
    const resolved = resolveObjective(checkable.objective, point.params)
    const result = checkable.schema.safeParse(resolved)
    if (result.success) return void checked.canonical.push(result.data)
    const found = zodProblems(result.error, { schema: checkable.schema, value: resolved, root: [] })
    for (const problem of found.filter(({ message }) => !seen.has(message))) {
      seen.add(problem.message)
      checked.problems.push(placed(problem, point, checkable))
    }
  }
  check({ params: base })
  for (const { name, values } of axes) {
    for (const [index, value] of values.entries()) {
      if (index > 0) check({ params: { ...base, [name]: value }, varied: { name, index } })
    }
  }
  return checked
}

interface Point {
  params: Params
  /** The axis that differs from the base point, and by which of its sample values. */
  varied?: { name: string; index: number }
}

/** Where the value came from: its axis where it is a reference's, else the file; else the axis that was varied. */
function placed(problem: Problem, { params, varied }: Point, checkable: Checkable): Problem {
  const axis = references(checkable.objective).find(({ path }) => isUnder(problem.path, path))?.name
  if (axis !== undefined) {
    const index = axis === varied?.name ? varied.index : 0
    return { path: placeOf(checkable, axis, index, params[axis]!), message: problem.message }
  }
  if (varied === undefined) return problem
  const { name, index } = varied
  const message = `With ${name} ${shown(params[name])}: ${problem.message}`
  return { path: placeOf(checkable, name, index, params[name]!), message }
}

function placeOf({ space, parameters }: Checkable, name: string, index: number, value: ParamValue): Path {
  const { distribution } = space.find((axis) => axis.name === name)!
  return ['parameters', name, ...samplePath(parameters[name]!, distribution, index, value)]
}

import { closest, suggestion } from '../did-you-mean.ts'
import { references } from '../space/references.ts'
import type { SearchSpace, SweepSpec } from '../spec.ts'
import { dotted, type Problem, shown } from './problem.ts'

type Sections = SweepSpec['objective']

/** The objective with `$axis` written at each option of `training` that an axis of that name sets. */
export function placeAxes(
  sections: Sections,
  space: SearchSpace,
  trainingKeys: readonly string[],
): { objective: Sections; problems: Problem[] } {
  const setters = space.map(({ name }) => name).filter((name) => trainingKeys.includes(name))
  const problems = setters.flatMap((name) => fixedToo(name, sections))
  const placed = Object.fromEntries(setters.map((name) => [name, `$${name}`]))
  const objective = { ...sections, training: { ...sections.training, ...placed } }
  return { objective, problems: [...problems, ...misplaced(objective, space, trainingKeys)] }
}

function fixedToo(name: string, { training }: Sections): Problem[] {
  const fixed = training[name]
  if (!Object.hasOwn(training, name) || fixed === `$${name}`) return []
  const message = `training.${name} is ${shown(fixed)}, and ${name} is an axis too. Remove one of the two.`
  return [{ path: ['training', name], message }]
}

function misplaced(objective: Sections, space: SearchSpace, trainingKeys: readonly string[]): Problem[] {
  const axes = space.map(({ name }) => name)
  const found = references(objective)
  const missing = found.flatMap(({ name, path }) => {
    if (path[0] === 'data') return [{ path, message: `${dotted(path)}: all trials share one data set. ${NO_DATA}` }]
    if (axes.includes(name)) return []
    return [{ path, message: `${dotted(path)}: $${name} has no axis. ${axisAdvice(name, axes)}` }]
  })
  const used = new Set(found.map(({ name }) => name))
  const idle = axes.filter((name) => !used.has(name))
  return [...missing, ...idle.map((name) => idleAxis(name, trainingKeys))]
}

const NO_DATA = 'Write the value itself, or make a sweep of its own for each.'

function axisAdvice(name: string, axes: readonly string[]): string {
  const text = `Write $$${name} for the text itself.`
  if (axes.length === 0) return `Add one under parameters. ${text}`
  return `${suggestion(name, axes)} ${text}`
}

function idleAxis(name: string, trainingKeys: readonly string[]): Problem {
  const near = closest(name, trainingKeys)
  const advice =
    near === undefined ? `Write $${name} where its value belongs, or remove it.` : `Did you mean "${near}"?`
  const got = `parameters.${name} has no effect: it is no option of training, and $${name} stands nowhere.`
  return { path: ['parameters', name], at: 'key', message: `${got} ${advice}` }
}

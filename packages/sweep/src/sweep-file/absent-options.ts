import { isObject, type Path } from '../space/references.ts'
import type { JsonObject } from '../spec.ts'
import type { Problem } from './problem.ts'

/** Options of the sweep file's wider language that this version has not, each with what to do in its place. */
export function absentOptions(file: JsonObject): Problem[] {
  return [...ABSENT_KEYS, ...ABSENT_VALUES].flatMap(({ path, value, message }) => {
    const found = valueAt(file, path)
    if (found === undefined || (value !== undefined && found !== value)) return []
    return [{ path, message: `This version has no ${message}`, ...(value === undefined && { at: 'key' as const }) }]
  })
}

const OWN_NETWORKS = 'it trains the networks described in model:. Remove this key.'

const ABSENT_KEYS = [
  { path: ['early_terminate'], message: 'early_terminate: every trial runs to its end. Remove this key.' },
  { path: ['parallel'], message: 'parallel: --threads says how many trials run at once. Remove this key.' },
  { path: ['deterministic'], message: 'deterministic, since every sweep of it is. Remove this key.' },
  { path: ['command'], message: `command: ${OWN_NETWORKS}` },
  { path: ['program'], message: `program: ${OWN_NETWORKS}` },
  { path: ['description'], message: 'description; use a comment. Remove this key.' },
  { path: ['project'], message: 'project; a sweep is found by its name. Remove this key.' },
  { path: ['entity'], message: 'entity; a sweep is found by its name. Remove this key.' },
  { path: ['metrics'], message: 'several metrics; use metric: with one.' },
  { path: ['metric', 'target'], message: 'metric.target: a sweep runs all its trials. Use run_cap for fewer.' },
  { path: ['metric', 'impute'], message: 'metric.impute: a trial without score has no rank. Remove this key.' },
].map((one) => ({ ...one, value: undefined }))

const ABSENT_VALUES = ['sobol', 'tpe', 'bayes', 'hyperband', 'custom'].map((value) => ({
  path: ['method'],
  value,
  message: `method ${value}; use random with a run_cap, or grid.`,
}))

function valueAt(file: JsonObject, path: Path): unknown {
  return path.reduce<unknown>((inner, segment) => {
    return isObject(inner as JsonObject) && Object.hasOwn(inner as JsonObject, segment)
      ? (inner as JsonObject)[segment]
      : undefined
  }, file)
}

import { axisForm, type Refusal } from '../space/axis-forms.ts'
import type { Path } from '../space/references.ts'
import type { Distribution, Json, JsonObject, SearchSpace } from '../spec.ts'
import { dotted, type Problem } from './problem.ts'
import type { SweepSource } from './source.ts'
import { zodProblems } from './zod-problems.ts'

/** Reads `parameters:` into a SearchSpace, in the order of the file. */
export function readAxes(
  parameters: JsonObject,
  metricName: string,
  { writtenAsFloat }: Pick<SweepSource, 'writtenAsFloat'>,
): { space: SearchSpace; problems: Problem[] } {
  const problems: Problem[] = []
  const space = Object.entries(parameters).flatMap(([name, axis]) => {
    const path = ['parameters', name]
    const misnamed = nameProblem(name, metricName)
    if (misnamed !== undefined) problems.push({ path, at: 'key', message: misnamed })
    const read = readAxis(path, axis, (key) => writtenAsFloat([...path, key]))
    if (Array.isArray(read)) problems.push(...read)
    return Array.isArray(read) ? [] : [{ name, distribution: read }]
  })
  return { space, problems }
}

function readAxis(path: Path, axis: Json, writtenAsFloat: (key: string) => boolean): Distribution | Problem[] {
  const form = axisForm(axis, writtenAsFloat)
  if (isRefusal(form)) {
    const place = form.key === undefined ? path : [...path, form.key]
    return [{ path: place, message: `${dotted(place)}: ${form.message}` }]
  }
  const result = form.safeParse(axis)
  return result.success ? result.data : zodProblems(result.error, { schema: form, value: axis, root: path })
}

function isRefusal(form: ReturnType<typeof axisForm>): form is Refusal {
  return 'message' in form
}

export const AXIS_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/
/** Fields of the leaderboard and words of its filter. */
const TAKEN = new Set('number state reason epoch score claims and or not in is null true false'.split(' '))

function nameProblem(name: string, metricName: string): string | undefined {
  if (!AXIS_NAME.test(name)) {
    return `parameters: "${name}" is no name of an axis. Begin with a letter, and use at most 64 letters, digits, "_", "." and "-".`
  }
  if (TAKEN.has(name)) return `parameters: "${name}" has a meaning of its own on the leaderboard. Use another name.`
  if (name === metricName) return `parameters: "${name}" is the name of the metric. Use another name for the axis.`
  return undefined
}

/** Where the `index`th sample value of an axis stands, seen from the axis; the axis itself for one between two ends. */
export function samplePath(axis: Json, distribution: Distribution, index: number, value: unknown): Path {
  if (Array.isArray(axis)) return [index]
  const has = (key: string) => Object.hasOwn(axis as JsonObject, key)
  const list = ['values', 'choices'].find(has)
  if (list !== undefined) return [list, index]
  if (distribution.kind === 'constant') return ['value']
  if (distribution.kind === 'categorical') return []
  if (value === distribution.min) return [has('low') ? 'low' : 'min']
  return value === distribution.max ? [has('high') ? 'high' : 'max'] : []
}

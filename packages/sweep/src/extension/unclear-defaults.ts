import { canonicalJson } from '@hypersweep/numbers'
import { SweepError } from '../errors.ts'
import type { ObjectiveSchema, ResolvedObjective } from '../objective.ts'
import { isObject, type Path, referenceIn, resolveObjective } from '../space/references.ts'
import { sampleValues } from '../space/sample-values.ts'
import type { Json, JsonObject, SweepSpec } from '../spec.ts'
import type { Params } from '../trial.ts'

/**
 * Refuses a value under which an option has another default than under the values so far: the spec keeps defaults
 * written out, so that nothing says whether a person chose this one (momentum 0.9 under Nesterov) or nobody did.
 *
 * @throws SweepError EXTEND_VALUE naming the value and the option
 */
export function refuseUnclearDefaults(before: SweepSpec, wider: SweepSpec, { schema }: ObjectiveSchema): void {
  const base = Object.fromEntries(
    before.parameters.map(({ name, distribution }) => [name, sampleValues(distribution)[0]!] as const),
  )
  const canonical = (objective: SweepSpec['objective'], params: Params): ResolvedObjective | undefined => {
    const result = schema.safeParse(resolveObjective(objective, params))
    return result.success ? result.data : undefined
  }
  const written = before.objective
  const first = canonical(written, base)
  const fixedOnes = optionsOf(written).filter(({ path }) => referenceIn(at(written, path)) === undefined)
  const loose = fixedOnes.filter(({ path }) => isSame(canonical(without(written, path), base), first))
  for (const { name, value } of newValues(before, wider)) {
    const params = { ...base, [name]: value }
    const fixed = canonical(written, params)
    for (const { path, option } of loose) {
      if (isSame(canonical(without(written, path), params), fixed)) continue
      const got = `${name} ${JSON.stringify(value)} cannot be added: ${option} is ${JSON.stringify(at(written, path))}, which is its default under the values so far and not under this one.`
      throw new SweepError('EXTEND_VALUE', got, 'Make a sweep of its own for this value.')
    }
  }
}

function newValues(before: SweepSpec, wider: SweepSpec) {
  return wider.parameters.flatMap(({ name, distribution }, axis) => {
    const known = sampleValues(before.parameters[axis]!.distribution)
    const values = distribution.kind === 'categorical' ? distribution.values : []
    return values.filter((value) => !known.includes(value)).map((value) => ({ name, value }))
  })
}

/** Every option of `training` and of a layer. */
function optionsOf({ model, training }: SweepSpec['objective']): { path: Path; option: string }[] {
  const layers = (model['layers'] ?? []) as readonly JsonObject[]
  const ofLayers = layers.flatMap((layer, index) =>
    Object.keys(layer).map((key) => ({
      path: ['model', 'layers', index, key],
      option: `model.layers.${index}.${key}`,
    })),
  )
  const ofTraining = Object.keys(training).map((key) => ({ path: ['training', key], option: `training.${key}` }))
  return [...ofTraining, ...ofLayers]
}

function without(objective: SweepSpec['objective'], path: Path): SweepSpec['objective'] {
  return removed(objective, path) as SweepSpec['objective']
}

function removed(value: Json, [key, ...rest]: Path): Json {
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? removed(item, rest) : item))
  if (!isObject(value)) return value
  const entries = Object.entries(value).flatMap(([name, item]) => {
    if (name !== key) return [[name, item] as const]
    return rest.length === 0 ? [] : [[name, removed(item, rest)] as const]
  })
  return Object.fromEntries(entries)
}

function at(objective: SweepSpec['objective'], path: Path): Json {
  return path.reduce<Json>((inner, key) => (inner as Readonly<Record<string | number, Json>>)[key]!, objective)
}

function isSame(a: ResolvedObjective | undefined, b: ResolvedObjective | undefined): boolean {
  return a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b)
}

import type { ResolvedObjective } from '../objective.ts'
import { isList, isObject, referenceIn } from '../space/references.ts'
import type { Json, JsonObject, SweepSpec } from '../spec.ts'

/**
 * The objective with the defaults that its schema filled in, so that a stored spec does not change its meaning when a
 * default does. A default that differs between points (Adam's and Nesterov's) is left to each trial.
 */
export function withAgreedDefaults(
  objective: SweepSpec['objective'],
  canonical: readonly ResolvedObjective[],
): SweepSpec['objective'] {
  const section = (key: keyof ResolvedObjective) =>
    filled(
      objective[key],
      canonical.map((one) => one[key]),
    ) as JsonObject
  return { data: section('data'), model: section('model'), training: section('training') }
}

function filled(written: Json, canonical: readonly (Json | undefined)[]): Json {
  if (referenceIn(written) !== undefined) return written
  if (isObject(written)) return canonical.every(isObject) ? filledObject(written, canonical) : written
  if (isList(written)) {
    if (!canonical.every((one) => isList(one) && one.length === written.length)) return written
    return written.map((item, index) =>
      filled(
        item,
        canonical.map((one) => (one as readonly Json[])[index]),
      ),
    )
  }
  // `$$` is still to be undone in each trial.
  if (typeof written === 'string' && written.startsWith('$$')) return written
  return agreed(canonical) ?? written
}

function filledObject(written: JsonObject, canonical: readonly JsonObject[]): JsonObject {
  const kept = Object.entries(written).map(([key, value]) => {
    const all = canonical.map((one) => one[key])
    return [key, all.includes(undefined) ? value : filled(value, all)] as const
  })
  const added = Object.keys(canonical[0] ?? {}).flatMap((key) => {
    const value = Object.hasOwn(written, key) ? undefined : agreed(canonical.map((one) => one[key]))
    return value === undefined ? [] : [[key, escaped(value)] as const]
  })
  return Object.fromEntries([...kept, ...added])
}

/** What all points have; undefined where they differ or one has nothing. */
function agreed(values: readonly (Json | undefined)[]): Json | undefined {
  const [first, ...others] = values
  if (first === undefined) return undefined
  const text = JSON.stringify(first)
  return others.every((other) => JSON.stringify(other) === text) ? first : undefined
}

/** A default is a value and no reference, even where it begins with a dollar. */
function escaped(value: Json): Json {
  if (isList(value)) return value.map(escaped)
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escaped(item)]))
  return typeof value === 'string' && value.startsWith('$') ? `$${value}` : value
}

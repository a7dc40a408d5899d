import { suggestion } from '../did-you-mean.ts'
import { SweepError } from '../errors.ts'
import { isDiscrete, valueAt, valueCount } from '../space/discrete.ts'
import type { Distribution, SweepSpec } from '../spec.ts'
import type { ParamValue } from '../trial.ts'

const MOST_VALUES = 1000

/**
 * The spec whose axes have these values too, after their own; an axis that counts its values (a raster, whole numbers)
 * lists them from then on.
 *
 * @throws SweepError EXTEND_AXIS for an axis that is not there, or that is a range without steps
 */
export function withAddedValues(spec: SweepSpec, add: Readonly<Record<string, readonly ParamValue[]>>): SweepSpec {
  const names = spec.parameters.map(({ name }) => name)
  for (const name of Object.keys(add)) {
    if (names.includes(name)) continue
    const got = `${spec.name} has no axis ${name}, so no values can be added to it.`
    throw new SweepError('EXTEND_AXIS', got, suggestion(name, names))
  }
  const parameters = spec.parameters.map(({ name, distribution }) => ({
    name,
    distribution: Object.hasOwn(add, name) ? widened(name, distribution, add[name]!) : distribution,
  }))
  return { ...spec, parameters }
}

function widened(name: string, distribution: Distribution, added: readonly ParamValue[]): Distribution {
  if (!isDiscrete(distribution)) {
    const got = `${name} is drawn from all of ${distribution.min} to ${distribution.max}.`
    throw new SweepError('EXTEND_AXIS', got, 'Values can be added to an axis that lists or counts its values.')
  }
  const count = valueCount(distribution)
  if (count > MOST_VALUES) {
    const got = `${name} has ${count} values, and at most ${MOST_VALUES} can be listed.`
    throw new SweepError('EXTEND_AXIS', got, 'Make a sweep of its own for the others.')
  }
  const own = Array.from({ length: count }, (_, index) => valueAt(distribution, index))
  const fresh = [...new Set(added)].filter((value) => !own.includes(value))
  return fresh.length === 0 ? distribution : { kind: 'categorical', values: [...own, ...fresh] }
}

import type { ActingAxes } from '../effects.ts'
import { SweepError } from '../errors.ts'
import { isDiscrete, valueAt, valueCount } from '../space/discrete.ts'
import { sampleValues } from '../space/sample-values.ts'
import type { SearchSpace } from '../spec.ts'
import type { Params, ParamValue } from '../trial.ts'

/** One setting of the switches (axes that decide which axes act), and what acts under it. */
export interface Regime {
  /** Index of the value of each switch, by place of its axis in the space. */
  switches: ReadonlyMap<number, number>
  /** By place of the axis in the space. */
  acts: readonly boolean[]
}

const REGIME_LIMIT = 10_000

/**
 * Finds the switches and every regime they make, without walking the space: from each setting of the switches known so
 * far, each other axis is varied alone; one that changes what acts is a switch too. This misses only a pair of axes of
 * which neither changes anything alone.
 */
export function regimes(space: SearchSpace, actingAxes: ActingAxes): Regime[] {
  const axes = space.map(({ name, distribution }) => ({ name, values: sampleValues(distribution) }))
  const actingAt = (params: Params) => {
    const acting = actingAxes(params)
    return axes.map(({ name }) => acting.has(name))
  }
  const switches = new Set<number>()
  for (;;) {
    const found = settings(space, switches).map((setting) => {
      const params = paramsAt(axes, space, setting)
      return { switches: setting, params, acts: actingAt(params) }
    })
    const next = axes.findIndex(
      ({ name, values }, axis) =>
        !switches.has(axis) &&
        found.some(({ params, acts }) =>
          values.slice(1).some((value) => !isEqual(actingAt({ ...params, [name]: value }), acts)),
        ),
    )
    if (next < 0) return found
    switches.add(next)
  }
}

interface Axis {
  name: string
  values: readonly ParamValue[]
}

/** Every combination of the switches' values, the first switch slowest. */
function settings(space: SearchSpace, switches: ReadonlySet<number>): ReadonlyMap<number, number>[] {
  let all: ReadonlyMap<number, number>[] = [new Map()]
  for (const axis of [...switches].toSorted((a, b) => a - b)) {
    const { name, distribution } = space[axis]!
    const count = isDiscrete(distribution) ? valueCount(distribution) : Number.POSITIVE_INFINITY
    if (all.length * count > REGIME_LIMIT) {
      throw new SweepError(
        'TOO_MANY_REGIMES',
        `The axis ${name} decides which other axes act, and has too many values for that.`,
        `Give it fewer than ${REGIME_LIMIT} by values:.`,
      )
    }
    all = all.flatMap((setting) => Array.from({ length: count }, (_, index) => new Map([...setting, [axis, index]])))
  }
  return all
}

function paramsAt(axes: readonly Axis[], space: SearchSpace, setting: ReadonlyMap<number, number>): Params {
  return Object.fromEntries(
    axes.map(({ name, values }, axis) => {
      const index = setting.get(axis)
      const { distribution } = space[axis]!
      return [name, index !== undefined && isDiscrete(distribution) ? valueAt(distribution, index) : values[0]!]
    }),
  )
}

function isEqual(a: readonly boolean[], b: readonly boolean[]): boolean {
  return a.every((acts, axis) => acts === b[axis])
}

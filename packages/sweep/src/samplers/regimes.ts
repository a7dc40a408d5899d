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

const REGIME_LIMIT = 1000
const CHOICE_LIMIT = 256

/**
 * Finds every regime without walking the space. Axes of texts or booleans, which are the ones that choose between ways,
 * count as switches from the start; from each of their settings every other axis is varied alone, and one that changes
 * what acts is a switch too. This misses only numbers of which two together change what neither changes alone; the grid
 * looks at points all over itself for that.
 *
 * @throws SweepError TOO_MANY_REGIMES
 */
export function regimes(space: SearchSpace, actingAxes: ActingAxes): Regime[] {
  const axes = sampled(space)
  const switches = new Set(choices(axes))
  for (;;) {
    const found = settings(space, switches).map((setting) => {
      const params = paramsAt(axes, space, setting)
      return { switches: setting, params, acts: actsAt(params, axes, actingAxes) }
    })
    const isSwitch = ({ name, values }: Axis) =>
      found.some(({ params, acts }) =>
        values.slice(1).some((value) => !isEqual(actsAt({ ...params, [name]: value }, axes, actingAxes), acts)),
      )
    const next = axes.findIndex((axis, index) => axis.isDiscrete && !switches.has(index) && isSwitch(axis))
    if (next < 0) return found
    switches.add(next)
  }
}

/** The names of the axes that act in some trial. */
export function everActing(space: SearchSpace, actingAxes: ActingAxes): ReadonlySet<string> {
  const axes = sampled(space)
  const ever = new Set<string>()
  for (const { switches } of regimes(space, actingAxes)) {
    const params = paramsAt(axes, space, switches)
    const varied = axes.filter(({ isDiscrete: isFixed }) => !isFixed)
    const points = varied.flatMap(({ name, values }) => values.map((value) => ({ ...params, [name]: value })))
    for (const point of [params, ...points]) for (const name of actingAxes(point)) ever.add(name)
  }
  return ever
}

interface Axis {
  name: string
  values: readonly ParamValue[]
  isDiscrete: boolean
  /** Whether it chooses between texts or booleans. */
  isChoice: boolean
}

function sampled(space: SearchSpace): Axis[] {
  return space.map(({ name, distribution }) => {
    const values = sampleValues(distribution)
    const isChoice = values.some((value) => typeof value !== 'number')
    return { name, values, isDiscrete: isDiscrete(distribution), isChoice }
  })
}

/** The axes that choose; none of them where their settings are too many to try. */
function choices(axes: readonly Axis[]): number[] {
  const found = axes.flatMap(({ isChoice }, axis) => (isChoice ? [axis] : []))
  const count = found.reduce((product, axis) => product * axes[axis]!.values.length, 1)
  return count <= CHOICE_LIMIT ? found : []
}

function actsAt(params: Params, axes: readonly Axis[], actingAxes: ActingAxes): boolean[] {
  const acting = actingAxes(params)
  return axes.map(({ name }) => acting.has(name))
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

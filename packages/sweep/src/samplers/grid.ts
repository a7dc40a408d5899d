import type { ActingAxes } from '../effects.ts'
import { SweepError } from '../errors.ts'
import { type DiscreteDistribution, isDiscrete, valueAt, valueCount } from '../space/discrete.ts'
import type { SearchSpace } from '../spec.ts'
import type { ParamValue } from '../trial.ts'
import { type Regime, regimes } from './regimes.ts'
import type { Sampler } from './sampler.ts'

/**
 * Every combination of the axes' values: mixed radix in the order of the file, the last axis fastest.
 *
 * Where an axis does not act, the points that differ in it alone are one point: the one that has its first value. Point k
 * is found by counting, not by walking: for each axis in turn, how many points begin with the digits so far.
 *
 * @throws SweepError GRID_CONTINUOUS where an axis is a continuous range; HIDDEN_REGIME; `params`: NO_SUCH_POINT
 */
export function gridSampler(space: SearchSpace, actingAxes: ActingAxes): Sampler & { readonly size: number } {
  const axes = space.map(({ name, distribution }) => {
    if (!isDiscrete(distribution)) throw continuous(name)
    return { name, distribution, count: valueCount(distribution) }
  })
  const plans = regimes(space, actingAxes)
    .filter(({ switches, acts }) => [...switches].every(([axis, index]) => acts[axis] || index === 0))
    .map((regime) => ({ ...regime, after: pointsAfter(axes, regime) }))
  const size = plans.reduce((total, { after }) => total + after[0]!, 0)
  const located = (point: number) => locate(axes, plans, point)
  checkRegimes(size, located, actingAxes)
  return {
    size,
    params(point) {
      if (!Number.isInteger(point) || point < 0 || point >= size) {
        throw new SweepError('NO_SUCH_POINT', `The grid has ${size} points, and no point ${point}.`)
      }
      const { values, acts } = located(point)
      return Object.fromEntries(values.filter((_, axis) => acts[axis]))
    },
  }
}

interface Axis {
  name: string
  distribution: DiscreteDistribution
  count: number
}

interface Plan extends Regime {
  /** [i]: how many points of this regime share one beginning of i digits. */
  after: readonly number[]
}

function pointsAfter(axes: readonly Axis[], { switches, acts }: Regime): number[] {
  const after = [1]
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    const digits = acts[axis] && !switches.has(axis) ? axes[axis]!.count : 1
    after.unshift(after[0]! * digits)
  }
  return after
}

interface Located {
  values: readonly (readonly [name: string, value: ParamValue])[]
  acts: readonly boolean[]
}

function locate(axes: readonly Axis[], all: readonly Plan[], point: number): Located {
  let plans = all
  let rest = point
  const values = axes.map(({ name, distribution }, axis) => {
    const choose = plans[0]!.switches.has(axis) ? switchDigit : freeDigit
    const choice = choose(plans, axis, rest)
    ;({ plans, rest } = choice)
    return [name, valueAt(distribution, choice.digit)] as const
  })
  return { values, acts: plans[0]!.acts }
}

const CHECKED_POINTS = 256

/** Points spread over the grid must act as their regime says: better no sweep than one with wrong params. */
function checkRegimes(size: number, located: (point: number) => Located, actingAxes: ActingAxes): void {
  const count = Math.min(size, CHECKED_POINTS)
  for (let k = 0; k < count; k++) {
    const { values, acts } = located(Math.floor((k * size) / count))
    const acting = actingAxes(Object.fromEntries(values))
    const wrong = values.find(([name], axis) => acting.has(name) !== acts[axis])
    if (wrong) throw hiddenRegime(wrong[0])
  }
}

function hiddenRegime(name: string): SweepError {
  return new SweepError(
    'HIDDEN_REGIME',
    `Whether ${name} acts depends on several numbers at once, which a grid cannot follow.`,
    'Fix one of them, or use method: random.',
  )
}

interface Choice {
  digit: number
  /** The regimes that are still possible. */
  plans: readonly Plan[]
  /** The place among the points that begin with the digits so far. */
  rest: number
}

function switchDigit(plans: readonly Plan[], axis: number, point: number): Choice {
  let rest = point
  for (let digit = 0; ; digit++) {
    const matching = plans.filter(({ switches }) => switches.get(axis) === digit)
    const points = sumAfter(matching, axis)
    if (rest < points) return { digit, plans: matching, rest }
    rest -= points
  }
}

/** All regimes have digit 0; the digits above it belong to those in which the axis acts. */
function freeDigit(plans: readonly Plan[], axis: number, point: number): Choice {
  const first = sumAfter(plans, axis)
  if (point < first) return { digit: 0, plans, rest: point }
  const acting = plans.filter(({ acts }) => acts[axis])
  const each = sumAfter(acting, axis)
  return { digit: 1 + Math.floor((point - first) / each), plans: acting, rest: (point - first) % each }
}

function sumAfter(plans: readonly Plan[], axis: number): number {
  return plans.reduce((total, { after }) => total + after[axis + 1]!, 0)
}

function continuous(name: string): SweepError {
  return new SweepError(
    'GRID_CONTINUOUS',
    `${name} is a continuous range, and a grid needs values that can be counted.`,
    'Add a step (q: 0.1), or list the values (values: [...]).',
  )
}

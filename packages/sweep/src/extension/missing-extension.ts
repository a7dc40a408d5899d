import { isDiscrete, valueAt, valueCount } from '../space/discrete.ts'
import type { Distribution, SearchSpace, SweepSpec } from '../spec.ts'
import { lastStage, specAt } from '../stages.ts'
import { specDifferences } from '../sweep-file/spec-differences.ts'
import type { ParamValue } from '../trial.ts'
import type { Extension } from './extend-spec.ts'

/**
 * Whether a sweep is that of a spec, as it is now or as it was before one of its extensions. Once extended, its trials
 * have the numbers that they have, and an axis may list its values in any order.
 */
export function isStageOf(sweep: SweepSpec, spec: SweepSpec): boolean {
  if (lastStage(sweep) === 0) return specDifferences(sweep, spec).length === 0
  const stages = Array.from({ length: lastStage(sweep) + 1 }, (_, stage) => specAt(sweep, stage))
  return stages.some((each) => {
    const parameters = inOrderOf(each.parameters, spec.parameters)
    return specDifferences(each, { ...spec, parameters }).length === 0
  })
}

/** The extension that makes a sweep the one that is wanted; none where an extension cannot. */
export function missingExtension(sweep: SweepSpec, wanted: SweepSpec): Extension | undefined {
  const now = specAt(sweep)
  const added = now.parameters.map(({ name, distribution }, axis) => {
    const other = wanted.parameters[axis]
    return { name, values: other?.name === name ? addedValues(distribution, other.distribution) : [] }
  })
  const add = Object.fromEntries(added.flatMap(({ name, values }) => (values.length > 0 ? [[name, values]] : [])))
  const parameters = wanted.parameters.map((axis) => {
    const isWider = Object.hasOwn(add, axis.name)
    return isWider ? now.parameters.find(({ name }) => name === axis.name)! : axis
  })
  const [epochs, replicates, trials] = [epochsOf, replicatesOf, capOf].map((of) => more(of(now), of(wanted)))
  const { runCap: _cap, ...rest } = wanted
  const { training } = wanted.objective
  const back: SweepSpec = {
    ...rest,
    parameters,
    ...(replicates === undefined ? {} : { replicates: now.replicates }),
    ...(now.runCap !== undefined && wanted.runCap !== undefined && { runCap: trials ? now.runCap : wanted.runCap }),
    ...(epochs !== undefined && {
      objective: { ...wanted.objective, training: { ...training, epochs: epochsOf(now)! } },
    }),
  }
  if ((now.runCap === undefined) !== (wanted.runCap === undefined) || specDifferences(now, back).length > 0)
    return undefined
  return {
    ...(epochs !== undefined && { epochs }),
    ...(replicates !== undefined && { replicates }),
    ...(trials !== undefined && { trials }),
    ...(Object.keys(add).length > 0 && { add }),
  }
}

function epochsOf({ objective: { training } }: SweepSpec): number | undefined {
  return typeof training['epochs'] === 'number' ? training['epochs'] : undefined
}

function replicatesOf({ replicates }: SweepSpec): number {
  return replicates
}

function capOf({ runCap }: SweepSpec): number | undefined {
  return runCap
}

function more(now: number | undefined, wanted: number | undefined): number | undefined {
  return now !== undefined && wanted !== undefined && wanted > now ? wanted : undefined
}

/** What a list of values has beyond those of an axis; nothing where it lacks one of these. */
function addedValues(now: Distribution, wanted: Distribution): readonly ParamValue[] {
  const own = valuesOf(now)
  if (own === undefined || wanted.kind !== 'categorical' || !own.every((value) => wanted.values.includes(value)))
    return []
  return wanted.values.filter((value) => !own.includes(value))
}

/** The axes, each with its values in the order of `order` where it has the same ones. */
function inOrderOf(order: SearchSpace, axes: SearchSpace): SearchSpace {
  return axes.map((axis, index) => {
    const [own, other] = [valuesOf(axis.distribution), order[index]]
    if (own === undefined || other?.name !== axis.name || other.distribution.kind !== 'categorical') return axis
    const { values } = other.distribution
    const isSameSet = values.length === own.length && values.every((value) => own.includes(value))
    return isSameSet ? other : axis
  })
}

function valuesOf(distribution: Distribution): readonly ParamValue[] | undefined {
  if (distribution.kind === 'categorical') return distribution.values
  if (!isDiscrete(distribution) || valueCount(distribution) > MOST_VALUES) return undefined
  return Array.from({ length: valueCount(distribution) }, (_, index) => valueAt(distribution, index))
}

const MOST_VALUES = 1000

import { canonicalJson, deriveSeed } from '@hypersweep/numbers'
import { actingAxes } from './effects.ts'
import { SweepError } from './errors.ts'
import type { ObjectiveSchema } from './objective.ts'
import { gridSampler } from './samplers/grid.ts'
import { randomSampler } from './samplers/random.ts'
import type { Sampler } from './samplers/sampler.ts'
import type { Json, SweepSpec } from './spec.ts'
import { lastStage, specAt } from './stages.ts'
import type { Params, Trial } from './trial.ts'

/** All trials of a sweep, each made when asked for. */
export interface SweepTrials {
  readonly count: number
  trial(number: number): Trial
}

/**
 * number = point × replicates + replicate. A trial's seed depends on the sweep's seed and its replicate alone, so all
 * points of a replicate share initialisation, data order and dropout.
 *
 * In a sweep that was extended the trials keep their numbers; those of each extension come after them, in the order that
 * they would have in a sweep of their own.
 */
export function sweepTrials(spec: SweepSpec, objective: ObjectiveSchema): SweepTrials {
  const stages = widened(spec)
  const { count, made } =
    stages.length === 1 ? stageTrials(stages[0]!.spec, objective) : extendedTrials(stages, objective)
  return {
    count,
    trial(number) {
      if (Number.isInteger(number) && number >= 0 && number < count) return { number, ...made(number) }
      throw new SweepError('NO_SUCH_TRIAL', `The sweep ${spec.name} has ${count} trials, and no trial ${number}.`)
    },
  }
}

interface StageTrials {
  count: number
  /** What stands at a place of the stage. */
  made(place: number): Omit<Trial, 'number'>
}

/** The trials of a sweep that was never extended. */
function stageTrials(spec: SweepSpec, objective: ObjectiveSchema): StageTrials {
  const { replicates, seed } = spec
  const sampler = sweepSampler(spec, objective)
  const all = (sampler.size ?? Number.POSITIVE_INFINITY) * replicates
  return {
    count: Math.min(all, spec.runCap ?? Number.POSITIVE_INFINITY),
    made(place) {
      const replicate = place % replicates
      const params = sampler.params((place - replicate) / replicates)
      return { params, seed: deriveSeed(seed, 'replicate', replicate) }
    },
  }
}

function sweepSampler(spec: SweepSpec, objective: ObjectiveSchema): Sampler {
  const acting = actingAxes(spec.objective, objective)
  return spec.method === 'grid'
    ? gridSampler(spec.parameters, acting)
    : randomSampler(spec.parameters, acting, spec.seed)
}

interface Widened {
  stage: number
  spec: SweepSpec
}

/** The stages that have other trials than the one before: more epochs are trained by the same ones. */
function widened(spec: SweepSpec): Widened[] {
  const stages = Array.from({ length: lastStage(spec) + 1 }, (_, stage) => ({ stage, spec: specAt(spec, stage) }))
  return stages.filter(({ stage, spec: now }) => stage === 0 || sizeText(now) !== sizeText(stages[stage - 1]!.spec))
}

function sizeText({ parameters, replicates, runCap }: SweepSpec): string {
  return JSON.stringify([axesText({ parameters }), replicates, runCap])
}

/** Each stage adds what it has and none before it had. */
function extendedTrials(stages: readonly Widened[], objective: ObjectiveSchema): StageTrials {
  const places: { of: number; place: number }[] = []
  const taken = new Set<string>()
  const all = stages.map(({ spec }) => stageTrials(spec, objective))
  for (const [of, { count, made }] of all.entries()) {
    const first = isDrawnAnew(stages, of) ? places.length : 0
    for (let step = 0; step < count && places.length < count; step++) {
      const place = (first + step) % count
      const key = identityOf(made(place))
      if (taken.has(key)) continue
      taken.add(key)
      places.push({ of, place })
    }
  }
  return {
    count: places.length,
    made(number) {
      const { of, place } = places[number]!
      const { stage } = stages[of]!
      return { ...all[of]!.made(place), ...(stage > 0 && { stage }) }
    },
  }
}

/** Of other axes a random sweep draws other points: it goes on with those that no stage came to, and then the rest. */
function isDrawnAnew(stages: readonly Widened[], of: number): boolean {
  const [before, now] = [stages[of - 1]?.spec, stages[of]!.spec]
  return now.method === 'random' && before !== undefined && axesText(before) !== axesText(now)
}

function axesText({ parameters }: Pick<SweepSpec, 'parameters'>): string {
  return canonicalJson(parameters as unknown as Json)
}

function identityOf({ params, seed }: { params: Params; seed: number }): string {
  return `${seed} ${canonicalJson(params)}`
}

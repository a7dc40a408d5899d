import { deriveSeed } from '@hypersweep/numbers'
import { actingAxes } from './effects.ts'
import { SweepError } from './errors.ts'
import type { ObjectiveSchema } from './objective.ts'
import { gridSampler } from './samplers/grid.ts'
import { randomSampler } from './samplers/random.ts'
import type { Sampler } from './samplers/sampler.ts'
import type { SweepSpec } from './spec.ts'
import type { Trial } from './trial.ts'

/** All trials of a sweep, each made when asked for. */
export interface SweepTrials {
  readonly count: number
  trial(number: number): Trial
}

function sweepSampler(spec: SweepSpec, objective: ObjectiveSchema): Sampler {
  const acting = actingAxes(spec.objective, objective)
  return spec.method === 'grid'
    ? gridSampler(spec.parameters, acting)
    : randomSampler(spec.parameters, acting, spec.seed)
}

/**
 * number = point × replicates + replicate. A trial's seed depends on the sweep's seed and its replicate alone, so all
 * points of a replicate share initialisation, data order and dropout.
 */
export function sweepTrials(spec: SweepSpec, objective: ObjectiveSchema): SweepTrials {
  const { replicates, seed } = spec
  const sampler = sweepSampler(spec, objective)
  const all = (sampler.size ?? Number.POSITIVE_INFINITY) * replicates
  const count = Math.min(all, spec.runCap ?? Number.POSITIVE_INFINITY)
  return {
    count,
    trial(number) {
      if (!Number.isInteger(number) || number < 0 || number >= count) {
        throw new SweepError('NO_SUCH_TRIAL', `The sweep ${spec.name} has ${count} trials, and no trial ${number}.`)
      }
      const replicate = number % replicates
      const params = sampler.params((number - replicate) / replicates)
      return { number, params, seed: deriveSeed(seed, 'replicate', replicate) }
    },
  }
}

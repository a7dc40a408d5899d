import { canonicalJson, deriveSeed, exp, log, type RandomStream, randomStream, sha256 } from '@hypersweep/numbers'
import type { ActingAxes } from '../effects.ts'
import { isDiscrete, rasterCount, rasterValue, valueAt, valueCount } from '../space/discrete.ts'
import type { Distribution, SearchSpace } from '../spec.ts'
import type { Params, ParamValue } from '../trial.ts'
import { gridSampler } from './grid.ts'
import type { Sampler } from './sampler.ts'

/**
 * Independent draws, keyed by the sweep's seed, the point's number and the axis's name alone: adding, removing or moving
 * an axis leaves the values of the others, and more points leave those before them.
 *
 * A space of countable values is drawn from without repeats, since an equal point would be an equal trial: a point that
 * was there before is drawn again, and after many tries in vain is the first of the grid that is still missing.
 */
export function randomSampler(space: SearchSpace, actingAxes: ActingAxes, seed: number): Sampler {
  const keyed = space.map(({ name, distribution }) => ({ name, distribution, seed: axisSeed(seed, name) }))
  const draw = (point: number, attempt: number): Params => {
    const drawn = keyed.map((axis) => {
      const stream = randomStream(axis.seed, 'sampler', attempt, point)
      return [axis.name, drawValue(axis.distribution, stream)] as const
    })
    const acting = actingAxes(Object.fromEntries(drawn))
    return Object.fromEntries(drawn.filter(([name]) => acting.has(name)))
  }
  if (!space.every(({ distribution }) => isDiscrete(distribution))) return { params: (point) => draw(point, 0) }
  return withoutRepeats(draw, gridSampler(space, actingAxes))
}

/** Two words of the name's SHA-256 make the axis's own seed. */
function axisSeed(seed: number, name: string): number {
  const hash = sha256(new TextEncoder().encode(name))
  const words = new DataView(hash.buffer, hash.byteOffset)
  return deriveSeed(deriveSeed(seed, 'sampler', words.getUint32(0)), 'sampler', words.getUint32(4))
}

const ATTEMPTS = 100

function withoutRepeats(
  draw: (point: number, attempt: number) => Params,
  grid: Sampler & { readonly size: number },
): Sampler {
  const points: Params[] = []
  const taken = new Set<string>()
  let firstMissing = 0
  const isNew = (params: Params) => !taken.has(canonicalJson(params))
  const fresh = (point: number): Params => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const params = draw(point, attempt)
      if (isNew(params)) return params
    }
    while (!isNew(grid.params(firstMissing))) firstMissing++
    return grid.params(firstMissing)
  }
  return {
    size: grid.size,
    params(point) {
      while (points.length <= point) {
        const params = fresh(points.length)
        taken.add(canonicalJson(params))
        points.push(params)
      }
      return points[point]!
    },
  }
}

/**
 * One value. Ranges are half-open in their last bit only; log_uniform is exp(log min + u·(log max − log min)), cut to
 * the range; a raster is drawn by index, q_log_uniform by the raster value nearest to a log_uniform draw.
 */
function drawValue(distribution: Distribution, stream: RandomStream): ParamValue {
  switch (distribution.kind) {
    case 'uniform':
      return distribution.min + stream.uniform() * (distribution.max - distribution.min)
    case 'log_uniform':
      return logUniform(distribution, stream)
    case 'q_log_uniform': {
      const index = Math.round((logUniform(distribution, stream) - distribution.min) / distribution.q)
      return rasterValue(distribution, Math.min(index, rasterCount(distribution) - 1))
    }
    default:
      return valueAt(distribution, stream.below(valueCount(distribution)))
  }
}

function logUniform({ min, max }: { min: number; max: number }, stream: RandomStream): number {
  const value = exp(log(min) + stream.uniform() * (log(max) - log(min)))
  return Math.min(Math.max(value, min), max)
}

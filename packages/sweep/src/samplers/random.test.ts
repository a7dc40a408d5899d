import { deriveSeed, randomStream, sha256Hex } from '@hypersweep/numbers'
import { describe, expect, test } from 'vitest'
import type { ActingAxes } from '../effects.ts'
import type { Distribution, SearchSpace } from '../spec.ts'
import type { Params, ParamValue } from '../trial.ts'
import { randomSampler } from './random.ts'
import type { Sampler } from './sampler.ts'

const allAct: ActingAxes = (params) => new Set(Object.keys(params))

function space(axes: Record<string, Distribution>): SearchSpace {
  return Object.entries(axes).map(([name, distribution]) => ({ name, distribution }))
}

function first(count: number, sampler: Sampler): Params[] {
  return Array.from({ length: count }, (_, point) => sampler.params(point))
}

function column(count: number, name: string, sampler: Sampler): ParamValue[] {
  return first(count, sampler).map((params) => params[name]!)
}

const rate: Distribution = { kind: 'log_uniform', min: 1e-4, max: 1e-1 }
const width: Distribution = { kind: 'categorical', values: [16, 32, 64] }

describe('a random search', () => {
  test('draws an axis by seed, name and point alone', () => {
    const sampler = randomSampler(space({ x: { kind: 'uniform', min: 2, max: 4 } }), allAct, 42)
    const hash = sha256Hex('x')
    const [high, low] = [Number(`0x${hash.slice(0, 8)}`), Number(`0x${hash.slice(8, 16)}`)]
    const axisSeed = deriveSeed(deriveSeed(42, 'sampler', high), 'sampler', low)
    const drawn = [0, 1, 7].map((point) => 2 + 2 * randomStream(axisSeed, 'sampler', 0, point).uniform())
    expect([0, 1, 7].map((point) => sampler.params(point)['x'])).toEqual(drawn)
  })

  test('keeps the values of an axis when others are added, removed or moved', () => {
    const alone = column(20, 'rate', randomSampler(space({ rate }), allAct, 7))
    const among = randomSampler(space({ width, rate, more: { kind: 'uniform', min: 0, max: 1 } }), allAct, 7)
    expect(column(20, 'rate', among)).toEqual(alone)
    expect(column(20, 'width', among)).toEqual(column(20, 'width', randomSampler(space({ rate, width }), allAct, 7)))
  })

  test('gives the same point whichever was asked before', () => {
    const axes = space({ a: { kind: 'int_uniform', min: 1, max: 5 }, b: width })
    const forward = first(15, randomSampler(axes, allAct, 3))
    const sampler = randomSampler(axes, allAct, 3)
    expect([14, 3, 0, 9].map((point) => sampler.params(point))).toEqual([14, 3, 0, 9].map((point) => forward[point]))
  })

  test('is another one under another seed', () => {
    const [a, b] = [1, 2].map((seed) => column(5, 'rate', randomSampler(space({ rate }), allAct, seed)))
    expect(a).not.toEqual(b)
  })

  test('of countable values has every one once before it ends', () => {
    const sampler = randomSampler(space({ a: { kind: 'int_uniform', min: 1, max: 6 }, b: width }), allAct, 1)
    expect(sampler.size).toBe(18)
    const drawn = first(18, sampler).map((params) => JSON.stringify(params))
    expect(new Set(drawn).size).toBe(18)
    expect(drawn).not.toEqual(drawn.toSorted())
  })

  test('ends for thousands of values too, where the last are hardly ever drawn', () => {
    const sampler = randomSampler(space({ a: { kind: 'int_uniform', min: 0, max: 1999 } }), allAct, 1)
    expect(new Set(column(2000, 'a', sampler)).size).toBe(2000)
  })

  test('leaves out what does not act in a point, and does not count such points twice', () => {
    const acting: ActingAxes = ({ optimizer }) =>
      new Set(optimizer === 'sgd' ? ['optimizer'] : ['optimizer', 'momentum'])
    const axes = space({
      optimizer: { kind: 'categorical', values: ['sgd', 'nesterov'] },
      momentum: { kind: 'categorical', values: [0.5, 0.9] },
    })
    const sampler = randomSampler(axes, acting, 5)
    expect(sampler.size).toBe(3)
    expect(new Set(first(3, sampler).map((params) => JSON.stringify(params)))).toEqual(
      new Set([
        '{"optimizer":"sgd"}',
        '{"optimizer":"nesterov","momentum":0.5}',
        '{"optimizer":"nesterov","momentum":0.9}',
      ]),
    )
  })
})

describe('what is drawn', () => {
  const drawn = (distribution: Distribution) => {
    const other: Distribution = { kind: 'uniform', min: 0, max: 1 }
    return column(4000, 'x', randomSampler(space({ x: distribution, other }), allAct, 11)).map(Number)
  }
  const share = (values: number[], isCounted: (x: number) => boolean) => values.filter(isCounted).length / values.length

  test('from uniform lies in the range, half of it in each half', () => {
    const values = drawn({ kind: 'uniform', min: -1, max: 3 })
    expect(values.every((x) => x >= -1 && x < 3)).toBe(true)
    expect(share(values, (x) => x < 1)).toBeCloseTo(0.5, 1)
  })
  test('from log_uniform lies in the range, a third of it in each power of ten', () => {
    const values = drawn({ kind: 'log_uniform', min: 1e-4, max: 1e-1 })
    expect(values.every((x) => x >= 1e-4 && x <= 1e-1)).toBe(true)
    expect(share(values, (x) => x < 1e-3)).toBeCloseTo(1 / 3, 1)
    expect(share(values, (x) => x < 1e-2)).toBeCloseTo(2 / 3, 1)
  })
  test('from log_uniform never leaves the range by a last bit', () => {
    for (const end of [0.1, 0.3, 1e-5, 7]) {
      expect(new Set(drawn({ kind: 'log_uniform', min: end, max: end }).slice(0, 3))).toEqual(new Set([end]))
    }
  })
  test('from int_uniform and q_uniform is each value equally often, the ends too', () => {
    for (const value of [1, 2, 3, 4]) {
      expect(share(drawn({ kind: 'int_uniform', min: 1, max: 4 }), (x) => x === value)).toBeCloseTo(0.25, 1)
    }
    for (const value of [0, 0.1, 0.2, 0.3]) {
      expect(share(drawn({ kind: 'q_uniform', min: 0, max: 0.3, q: 0.1 }), (x) => x === value)).toBeCloseTo(0.25, 1)
    }
  })
  test('from q_log_uniform is on the raster, and as often as its logarithm is wide', () => {
    const values = drawn({ kind: 'q_log_uniform', min: 1, max: 100, q: 1 })
    expect(values.every((x) => Number.isInteger(x) && x >= 1 && x <= 100)).toBe(true)
    expect(share(values, (x) => x <= 10)).toBeCloseTo(Math.log(10.5) / Math.log(100), 1)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ActingAxes } from '../effects.ts'
import type { SearchSpace } from '../spec.ts'
import type { Params, ParamValue } from '../trial.ts'
import { gridSampler } from './grid.ts'

function categorical(axes: Record<string, ParamValue[]>): SearchSpace {
  return Object.entries(axes).map(([name, values]) => ({ name, distribution: { kind: 'categorical', values } }))
}

const allAct: ActingAxes = (params) => new Set(Object.keys(params))

function points(space: SearchSpace, acting: ActingAxes): Params[] {
  const grid = gridSampler(space, acting)
  return Array.from({ length: grid.size }, (_, point) => grid.params(point))
}

/** Walks the whole space and keeps the first of equal points: what the sampler must find without walking. */
function walked(space: SearchSpace, acting: ActingAxes): Params[] {
  let all: Params[] = [{}]
  for (const { name, distribution } of space) {
    const values = distribution.kind === 'categorical' ? distribution.values : []
    all = all.flatMap((params) => values.map((value) => ({ ...params, [name]: value })))
  }
  const found = new Map<string, Params>()
  for (const params of all) {
    const names = acting(params)
    const kept = Object.fromEntries(Object.entries(params).filter(([name]) => names.has(name)))
    const key = JSON.stringify(kept)
    if (!found.has(key)) found.set(key, kept)
  }
  return [...found.values()]
}

describe('a grid', () => {
  test('counts in the order of the file, the last axis fastest', () => {
    expect(points(categorical({ a: [1, 2], b: ['x', 'y', 'z'] }), allAct)).toEqual([
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 1, b: 'z' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
      { a: 2, b: 'z' },
    ])
  })

  test('holds the maximum of a raster, all integers of a range, and constants', () => {
    const space: SearchSpace = [
      { name: 'q', distribution: { kind: 'q_uniform', min: 0, max: 0.5, q: 0.25 } },
      { name: 'i', distribution: { kind: 'int_uniform', min: 1, max: 2 } },
      { name: 'c', distribution: { kind: 'constant', value: true } },
    ]
    expect(points(space, allAct)).toEqual([0, 0.25, 0.5].flatMap((q) => [1, 2].map((i) => ({ q, i, c: true }))))
  })

  test('without axes has one point', () => {
    expect(points([], allAct)).toEqual([{}])
  })

  test('leaves out an axis where it does not act, and has such points once', () => {
    const space = categorical({ momentum: [0.5, 0.9], optimizer: ['sgd', 'nesterov'], lr: [1, 2] })
    const acting: ActingAxes = ({ optimizer }) =>
      new Set(optimizer === 'nesterov' ? ['momentum', 'optimizer', 'lr'] : ['optimizer', 'lr'])
    expect(points(space, acting)).toEqual([
      { optimizer: 'sgd', lr: 1 },
      { optimizer: 'sgd', lr: 2 },
      { momentum: 0.5, optimizer: 'nesterov', lr: 1 },
      { momentum: 0.5, optimizer: 'nesterov', lr: 2 },
      { momentum: 0.9, optimizer: 'nesterov', lr: 1 },
      { momentum: 0.9, optimizer: 'nesterov', lr: 2 },
    ])
  })

  test('has one point for all values of a switch that does not act itself', () => {
    const acting: ActingAxes = ({ optimizer, style }) => {
      if (optimizer === 'sgd') return new Set(['optimizer'])
      return new Set(style === 'plain' ? ['optimizer', 'style'] : ['optimizer', 'style', 'momentum'])
    }
    const space = categorical({ optimizer: ['sgd', 'nag'], style: ['plain', 'heavy'], momentum: [0.5, 0.9] })
    expect(points(space, acting)).toEqual([
      { optimizer: 'sgd' },
      { optimizer: 'nag', style: 'plain' },
      { optimizer: 'nag', style: 'heavy', momentum: 0.5 },
      { optimizer: 'nag', style: 'heavy', momentum: 0.9 },
    ])
  })

  describe('finds every point that a walk finds, in its order', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 })
    const silenced = fc.array(fc.tuple(fc.nat(2), fc.nat(4)), { maxLength: 6 })

    /** Axis k acts unless a switch has the value that silences it; the switches themselves always act. */
    function silencing(switches: [name: string, silenced: [value: ParamValue, axis: number][]][]): ActingAxes {
      return (params) => {
        const silent = switches.flatMap(([name, rules]) => rules.filter(([value]) => params[name] === value))
        const isSwitch = (name: string) => switches.some(([one]) => one === name)
        return new Set(
          Object.keys(params).filter((name) => isSwitch(name) || !silent.some(([, axis]) => name === `a${axis}`)),
        )
      }
    }

    test('where one number decides what acts', () => {
      fc.assert(
        fc.property(counts, fc.nat(4), silenced, (sizes, place, rules) => {
          const space = categorical(
            Object.fromEntries(sizes.map((size, k) => [`a${k}`, Array.from({ length: size }, (_, value) => value)])),
          )
          const acting = silencing([[`a${place % sizes.length}`, rules]])
          expect(points(space, acting)).toEqual(walked(space, acting))
        }),
        { numRuns: 200 },
      )
    })

    test('where two texts decide it together', () => {
      fc.assert(
        fc.property(counts, fc.nat(4), fc.nat(4), silenced, silenced, (sizes, place, otherPlace, rules, otherRules) => {
          const [one, other] = [place % sizes.length, otherPlace % sizes.length]
          const text = (value: number) => `way ${value}`
          const space = categorical(
            Object.fromEntries(
              sizes.map((size, k) => {
                const values = Array.from({ length: size }, (_, value) => value)
                return [`a${k}`, k === one || k === other ? values.map(text) : values]
              }),
            ),
          )
          const acting = silencing([
            [`a${one}`, rules.map(([value, axis]) => [text(value), axis])],
            [`a${other}`, otherRules.map(([value, axis]) => [text(value), axis])],
          ])
          expect(points(space, acting)).toEqual(walked(space, acting))
        }),
        { numRuns: 300 },
      )
    })
  })

  test('does not hide that two numbers decide together what acts', () => {
    const acting: ActingAxes = ({ a, b }) => new Set(a === 1 && b === 1 ? ['a', 'b', 'c'] : ['a', 'b'])
    const space = categorical({ a: [0, 1], b: [0, 1], c: [1, 2] })
    expect(() => gridSampler(space, acting)).toThrow(
      'Whether c acts depends on several numbers at once, which a grid cannot follow. Fix one of them, or use method: random.',
    )
  })

  test('of a hundred million million points is not walked', () => {
    const space: SearchSpace = Array.from({ length: 7 }, (_, k) => ({
      name: `a${k}`,
      distribution: { kind: 'int_uniform', min: 0, max: 99 },
    }))
    const grid = gridSampler(space, allAct)
    expect(grid.size).toBe(1e14)
    expect(grid.params(12345678901234)).toEqual({ a0: 12, a1: 34, a2: 56, a3: 78, a4: 90, a5: 12, a6: 34 })
  })

  test('of a continuous range is refused with the ways on', () => {
    const space: SearchSpace = [{ name: 'lr', distribution: { kind: 'uniform', min: 0, max: 1 } }]
    expect(() => gridSampler(space, allAct)).toThrow(
      'lr is a continuous range, and a grid needs values that can be counted. Add a step (q: 0.1), or list the values (values: [...]).',
    )
  })

  test('has no point below 0 and none past its end', () => {
    const grid = gridSampler(categorical({ a: [1, 2] }), allAct)
    expect(() => grid.params(2)).toThrow('The grid has 2 points, and no point 2.')
    expect(() => grid.params(-1)).toThrow('The grid has 2 points, and no point -1.')
    expect(() => grid.params(0.5)).toThrow('The grid has 2 points, and no point 0.5.')
  })

  test('refuses a range of which each value decides what acts, when it has too many', () => {
    const space: SearchSpace = [
      { name: 'n', distribution: { kind: 'int_uniform', min: 0, max: 20_000 } },
      { name: 'm', distribution: { kind: 'categorical', values: [1, 2] } },
    ]
    expect(() => gridSampler(space, ({ n }) => new Set(n === 0 ? ['n'] : ['n', 'm']))).toThrow(
      'The axis n decides which other axes act, and has too many values for that. Give it fewer than 1000 by values:.',
    )
  })
})

import { describe, expect, test } from 'vitest'
import { trialRecord } from '../testing/trials.ts'
import type { Params } from '../trial.ts'
import { groups } from './groups.ts'
import { leaderboard } from './leaderboard.ts'

const metric = { name: 'loss', goal: 'minimize' } as const
const sketches: [loss: number | undefined, params: Params][] = [
  [0.5, { hidden: 8, lr: 1, act: 'relu' }],
  [0.3, { hidden: 8, lr: 1, act: 'relu' }],
  [0.1, { hidden: 16, lr: 1, act: 'relu' }],
  [0.3, { hidden: 16, lr: 1, act: 'relu' }],
  [undefined, { hidden: 8, lr: 2, act: 'relu' }],
  [0.25, { hidden: 8, lr: 2, act: 'relu' }],
  [undefined, { lr: 2, act: 'relu' }],
]
const rows = leaderboard(
  sketches.map(([loss, params], number) =>
    trialRecord(number, loss === undefined ? { params } : { params, curve: [loss], end: 'complete' }),
  ),
  metric,
)

describe('groups', () => {
  test('have count, mean, sample deviation, extremes and the best of their complete trials, the best mean first', () => {
    // By numpy: mean(x), std(x, ddof=1).
    expect(groups(rows, metric, { by: ['hidden'] })).toEqual([
      {
        by: { hidden: 16 },
        params: { hidden: 16, lr: 1, act: 'relu' },
        trials: 2,
        count: 2,
        mean: 0.2,
        std: expect.closeTo(0.1414213562373095, 15),
        min: 0.1,
        max: 0.3,
        best: 2,
      },
      {
        by: { hidden: 8 },
        params: { hidden: 8, act: 'relu' },
        trials: 4,
        count: 3,
        mean: expect.closeTo(0.35, 15),
        std: expect.closeTo(0.13228756555322954, 15),
        min: 0.25,
        max: 0.5,
        best: 5,
      },
      {
        by: { hidden: null },
        params: { lr: 2, act: 'relu' },
        trials: 1,
        count: 0,
        mean: null,
        std: null,
        min: null,
        max: null,
        best: null,
      },
    ])
  })

  test('of points hold the trials with the same parameters, in whatever order they came, by the first of them', () => {
    const found = groups(rows, metric, { by: ['point'], sort: [{ field: 'point' }], filter: 'number != 0' })
    expect(found.map(({ by, trials, count, std }) => [by['point'], trials, count, std === null])).toEqual([
      [0, 1, 1, true],
      [2, 2, 2, false],
      [4, 2, 1, true],
      [6, 1, 0, true],
    ])
    const turned = [
      { hidden: 8, lr: 1 },
      { lr: 1, hidden: 8 },
      { hidden: 8, lr: '1' },
    ]
    const three = leaderboard(
      turned.map((params, number) => trialRecord(number, { params })),
      metric,
    )
    expect(groups(three, metric, { by: ['point'] }).map(({ trials }) => trials)).toEqual([2, 1])
  })

  test('by several fields, filtered before, sorted and cut after', () => {
    const found = groups(rows, metric, {
      by: ['hidden', 'lr'],
      filter: 'number != 4',
      sort: [{ field: 'max', order: 'desc' }, { field: 'lr' }],
      top: 2,
      offset: 1,
    })
    expect(found.map(({ by, max }) => [by['hidden'], by['lr'], max])).toEqual([
      [16, 1, 0.3],
      [8, 2, 0.25],
    ])
  })

  test('turned round have the worst mean first, and those without one still last', () => {
    const order = (goal: 'minimize' | 'maximize', direction?: 'asc' | 'desc') =>
      groups(rows, { goal }, { by: ['hidden'], ...(direction && { order: direction }) }).map(({ by }) => by['hidden'])
    expect(order('minimize')).toEqual([16, 8, null])
    expect(order('maximize')).toEqual([8, 16, null])
    expect(order('minimize', 'desc')).toEqual([8, 16, null])
  })

  test('name what they cannot be made of or sorted by', () => {
    expect(() => groups(rows, metric, { by: ['hiden'] })).toThrow(
      'group-by is "hiden". There is no field "hiden". Did you mean "hidden"?',
    )
    expect(() => groups(rows, metric, { by: ['hidden'], sort: [{ field: 'lr' }] })).toThrow(
      'sort is "lr". Groups have no such field. Known are: hidden, trials, count, mean, std, min, max, best.',
    )
  })
})

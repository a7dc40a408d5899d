import { describe, expect, test } from 'vitest'
import { trialRecord } from '../testing/trials.ts'
import type { Params } from '../trial.ts'
import { leaderboard } from './leaderboard.ts'
import { type LeaderboardQuery, query } from './query.ts'

const sketches: [loss: number | undefined, params: Params][] = [
  [0.4, { lr: 1, act: 'relu' }],
  [0.2, { lr: 2, act: 'tanh' }],
  [undefined, { lr: 2, act: 'relu' }],
  [0.3, { lr: 1 }],
  [0.1, { lr: 3, act: 'relu' }],
]
const metric = { name: 'loss', goal: 'minimize' } as const
const rows = leaderboard(
  sketches.map(([loss, params], number) =>
    trialRecord(number, loss === undefined ? { params } : { params, curve: [loss], end: 'complete' }),
  ),
  metric,
)

function numbers(options?: LeaderboardQuery): number[] {
  return query(rows, metric, options).map(({ number }) => number)
}

describe('a query', () => {
  test('without options is the leaderboard', () => {
    expect(query(rows, metric)).toEqual(rows)
    expect(numbers()).toEqual([4, 1, 3, 0, 2])
  })
  test('turned round has the worst first, and what has no score still last', () => {
    expect(numbers({ order: 'desc' })).toEqual([0, 3, 1, 4, 2])
  })
  test('sorts by several fields, stable, with missing values last both ways', () => {
    expect(numbers({ sort: [{ field: 'lr' }] })).toEqual([3, 0, 1, 2, 4])
    expect(numbers({ sort: [{ field: 'lr' }, { field: 'number' }] })).toEqual([0, 3, 1, 2, 4])
    expect(numbers({ sort: [{ field: 'act' }, { field: 'loss' }] })).toEqual([4, 0, 2, 1, 3])
    expect(numbers({ sort: [{ field: 'act' }, { field: 'loss' }], order: 'desc' })).toEqual([1, 0, 4, 2, 3])
  })
  test('has a direction for each field, the best first for a score', () => {
    const lrDown = { field: 'lr', order: 'desc' } as const
    expect(numbers({ sort: [lrDown, { field: 'loss' }] })).toEqual([4, 1, 2, 3, 0])
    expect(numbers({ sort: [lrDown, { field: 'loss', order: 'desc' }] })).toEqual([4, 1, 2, 0, 3])
    expect(numbers({ sort: [lrDown, { field: 'number' }], order: 'desc' })).toEqual([4, 2, 1, 3, 0])
    const best = (goal: 'minimize' | 'maximize', field: string) =>
      query(rows, { name: 'loss', goal }, { sort: [{ field }], top: 1 })[0]!.number
    expect([best('minimize', 'loss'), best('minimize', 'score')]).toEqual([4, 4])
    expect([best('maximize', 'loss'), best('maximize', 'score')]).toEqual([0, 0])
  })
  test('filters first, then sorts, then cuts', () => {
    expect(numbers({ filter: 'lr <= 2', sort: [{ field: 'number' }], offset: 1, top: 2 })).toEqual([1, 2])
    expect(numbers({ top: 0 })).toEqual([])
    expect(numbers({ offset: 99 })).toEqual([])
  })
  test('takes one state or several', () => {
    expect(numbers({ state: 'waiting' })).toEqual([2])
    expect(numbers({ state: ['waiting', 'complete'], filter: `act = 'relu'` })).toEqual([4, 0, 2])
  })
  test('takes a value that is no number for none, and infinities for what they are', () => {
    const odd = [Number.NaN, Infinity, -Infinity, 1].map((lr, number) => trialRecord(number, { params: { lr } }))
    const ask = (options: LeaderboardQuery) => query(leaderboard(odd, metric), metric, options).map((row) => row.number)
    expect(ask({ filter: 'lr is null' })).toEqual([0])
    expect(ask({ filter: 'lr != 5' })).toEqual([1, 2, 3])
    expect(ask({ filter: 'not lr = 5' })).toEqual([0, 1, 2, 3])
    expect(ask({ filter: 'lr > 1e308 or lr < -1e308' })).toEqual([1, 2])
    expect(ask({ sort: [{ field: 'lr' }] })).toEqual([2, 3, 1, 0])
    expect(ask({ sort: [{ field: 'lr', order: 'desc' }] })).toEqual([1, 3, 2, 0])
  })
  test('changes nothing that it was given', () => {
    const before = structuredClone(rows)
    query(rows, metric, { sort: [{ field: 'lr' }], order: 'desc' })
    expect(rows).toEqual(before)
  })
  test('names a field that is not there, with the column in a filter', () => {
    expect(() => numbers({ filter: 'lr > 1 and los < 1' })).toThrow(
      `Filter, column 12: There is no field "los". Did you mean "loss"? A text stands in quotes: 'los'.\n  lr > 1 and los < 1\n             ^`,
    )
    expect(() => numbers({ sort: [{ field: 'wings' }] })).toThrow(
      'sort is "wings". There is no field "wings". Known are: rank, number, state, reason, epoch, score, claims, failures, crashes, seed, lr, act, loss.',
    )
  })
  test('knows no metric before the first report, and does not complain', () => {
    const waiting = leaderboard([trialRecord(0)], metric)
    expect(query(waiting, metric, { filter: 'loss < 1', sort: [{ field: 'loss' }] })).toEqual([])
  })
  test('refuses counts and states that cannot be', () => {
    expect(() => numbers({ top: -1 })).toThrow('top is -1. Use a whole number from 0.')
    expect(() => numbers({ offset: 0.5 })).toThrow('offset is 0.5. Use a whole number from 0.')
    expect(() => numbers({ state: 'completed' as 'complete' })).toThrow(
      'state is "completed". Did you mean "complete"?',
    )
  })
})

import { describe, expect, test } from 'vitest'
import { trialRecord } from '../testing/trials.ts'
import { leaderboard } from './leaderboard.ts'

const trials = [
  trialRecord(0),
  trialRecord(1, { curve: [0.9, 0.4, 0.6], best: 2, end: 'complete', params: { lr: 1 } }),
  trialRecord(2, { curve: [0.1] }),
  trialRecord(3, { curve: [0.2], end: 'diverged' }),
  trialRecord(4, { curve: [0.3], end: 'complete' }),
  trialRecord(5, { curve: [0.4], end: 'complete' }),
]

describe('the leaderboard', () => {
  test('has the complete trials by score, then the others, ties by number', () => {
    const order = (goal: 'minimize' | 'maximize') =>
      leaderboard(trials.toReversed(), { goal }).map(({ number }) => number)
    expect(order('minimize')).toEqual([4, 1, 5, 0, 2, 3])
    expect(order('maximize')).toEqual([1, 5, 4, 0, 2, 3])
  })

  test('shows the scoring epoch, and a score and a rank only where they may be compared', () => {
    expect(leaderboard(trials, { goal: 'minimize' }).slice(1)).toEqual([
      {
        rank: 2,
        number: 1,
        state: 'complete',
        epoch: 2,
        score: 0.4,
        claims: 1,
        failures: 0,
        crashes: 0,
        seed: 7,
        params: { lr: 1 },
        metrics: { loss: 0.4 },
      },
      {
        rank: 3,
        number: 5,
        state: 'complete',
        epoch: 1,
        score: 0.4,
        claims: 1,
        failures: 0,
        crashes: 0,
        seed: 7,
        params: {},
        metrics: { loss: 0.4 },
      },
      {
        number: 0,
        state: 'waiting',
        epoch: 0,
        claims: 1,
        failures: 0,
        crashes: 0,
        seed: 7,
        params: {},
        metrics: {},
      },
      {
        number: 2,
        state: 'running',
        epoch: 1,
        claims: 1,
        failures: 0,
        crashes: 0,
        seed: 7,
        params: {},
        metrics: { loss: 0.1 },
      },
      {
        number: 3,
        state: 'failed',
        reason: 'diverged',
        epoch: 1,
        claims: 1,
        failures: 0,
        crashes: 0,
        seed: 7,
        params: {},
        metrics: { loss: 0.2 },
      },
    ])
  })
})

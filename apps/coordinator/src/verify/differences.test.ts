import type { Metrics, TrialEnd, TrialRecord } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { differences } from './differences.ts'

const best = { epoch: 1, score: 0.5, metrics: {} }
const complete = (weightsSha256: string): TrialEnd => ({ status: 'complete', best, weightsSha256 })
const record = (state: TrialEnd, ...curve: Metrics[]) =>
  ({ state, reports: curve.map((metrics, index) => ({ epoch: index + 1, metrics })) }) as unknown as TrialRecord

const first = record(complete('a'), { loss: 0.5 }, { loss: 0.25, accuracy: 0 })

test.each([
  ['nothing', record(complete('a'), { loss: 0.5 }, { loss: 0.25, accuracy: 0 }), []],
  [
    'the last bit of a metric',
    record(complete('b'), { loss: 0.5000000000000001 }, { loss: 0.3, accuracy: 0 }),
    ['epoch 1: loss was 0.5 and is 0.5000000000000001'],
  ],
  [
    'the sign of zero',
    record(complete('a'), { loss: 0.5 }, { loss: 0.25, accuracy: -0 }),
    ['epoch 2: accuracy was 0 and is 0'],
  ],
  [
    'an epoch less',
    record(complete('a'), { loss: 0.5 }),
    expect.arrayContaining(['epoch 2: loss was 0.25 and is missing']),
  ],
  [
    'the weights alone',
    record(complete('b'), { loss: 0.5 }, { loss: 0.25, accuracy: 0 }),
    ['the end was weights a and is weights b'],
  ],
  [
    'how it ended',
    record({ status: 'failed', reason: 'diverged', message: '' }, { loss: 0.5 }, { loss: 0.25, accuracy: 0 }),
    ['the end was weights a and is failed (diverged)'],
  ],
])('%s differs', (_, again, words) => {
  expect(differences(first, again)).toEqual(words)
})

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { digestLines, sweepDigest } from './digest.ts'
import { trialRecord } from './testing/trials.ts'

const complete = trialRecord(0, { params: { lr: 0.1, act: 'relu' }, curve: [1, 0.5], end: 'complete' })
const diverged = trialRecord(1, { params: { lr: 10 }, curve: [2], end: 'diverged' })
const timedOut = trialRecord(2, { params: { lr: 1 }, curve: [3, 2], end: 'timeout' })
const waiting = trialRecord(3, { params: { lr: 2 } })
const records = [complete, diverged, timedOut, waiting]

describe('the digest', () => {
  test('is of one line per trial, with results as bits', () => {
    const weights = 'ab'.repeat(32)
    expect(digestLines(records)).toEqual([
      `{"epochs":[{"epoch":1,"metrics":{"loss":"3ff0000000000000"}},{"epoch":2,"metrics":{"loss":"3fe0000000000000"}}],"number":0,"params":{"act":"relu","lr":0.1},"seed":7,"state":"complete","weightsSha256":"${weights}"}`,
      '{"epochs":[{"epoch":1,"metrics":{"loss":"4000000000000000"}}],"number":1,"params":{"lr":10},"reason":"diverged","seed":7,"state":"failed"}',
      '{"number":2,"params":{"lr":1},"seed":7}',
      '{"number":3,"params":{"lr":2},"seed":7}',
    ])
  })

  test('is the SHA-256 of these lines', () => {
    const text = digestLines(records).map((line) => `${line}\n`)
    expect(sweepDigest(records)).toBe(createHash('sha256').update(text.join('')).digest('hex'))
  })

  test('does not depend on order, times, workers, attempts, generations, ids, or how far a trial came that chance ended', () => {
    const same = [waiting, trialRecord(2, { params: { lr: 1 }, curve: [3], end: 'error' }), diverged, complete].map(
      (record) => ({
        ...record,
        id: 'other-1' as typeof record.id,
        claims: 9,
        failures: 2,
        crashes: 1,
        generation: 3,
        reports: record.reports
          .map((report) => ({ ...report, worker: 'v', timing: { seconds: 2, samplesPerSecond: 1 } }))
          .toReversed(),
      }),
    )
    expect(sweepDigest(same)).toBe(sweepDigest(records))
  })

  test.each([
    [
      'the last bit of a metric',
      trialRecord(0, { params: complete.params, curve: [1, 0.5000000000000001], end: 'complete' }),
    ],
    ['an epoch', trialRecord(0, { params: complete.params, curve: [1, 0.5, 0.5], best: 2, end: 'complete' })],
    ['a param', trialRecord(0, { params: { lr: 0.2, act: 'relu' }, curve: [1, 0.5], end: 'complete' })],
    ['the seed', { ...complete, seed: 8 }],
    ['the state', trialRecord(0, { params: complete.params, curve: [1, 0.5], end: 'diverged' })],
    ['the weights', { ...complete, state: { ...complete.state, weightsSha256: 'cd'.repeat(32) } } as typeof complete],
  ])('depends on %s', (_, record) => {
    expect(sweepDigest([record, ...records.slice(1)])).not.toBe(sweepDigest(records))
  })
})

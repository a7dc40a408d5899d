import { describe, expect, test } from 'vitest'
import { better, scoredEpoch } from './score.ts'
import type { MetricSpec } from './spec.ts'

const loss: MetricSpec = { name: 'loss', goal: 'minimize', at: 'best' }
const reports = [3, 1, 2, 1].map((value, index) => ({ epoch: index + 1, metrics: { loss: value, accuracy: index } }))

describe('the scoring epoch', () => {
  test('is the best one, of equal ones the earlier', () => {
    expect(scoredEpoch(loss, reports)).toEqual({ epoch: 2, score: 1, metrics: { loss: 1, accuracy: 1 } })
    expect(scoredEpoch({ ...loss, goal: 'maximize' }, reports)?.epoch).toBe(1)
    expect(scoredEpoch({ ...loss, goal: 'maximize', name: 'accuracy' }, reports)?.epoch).toBe(4)
  })
  test('is the last one where the metric says so', () => {
    expect(scoredEpoch({ ...loss, at: 'last' }, reports.toSpliced(2, 1))?.epoch).toBe(4)
    expect(scoredEpoch({ ...loss, at: 'last' }, reports.slice(0, 3))).toMatchObject({ epoch: 3, score: 2 })
  })
  test('does not depend on the order of the reports', () => {
    expect(scoredEpoch(loss, reports.toReversed())).toEqual(scoredEpoch(loss, reports))
    expect(scoredEpoch({ ...loss, at: 'last' }, reports.toReversed())?.epoch).toBe(4)
  })
  test('is missing without reports', () => {
    expect(scoredEpoch(loss, [])).toBeUndefined()
  })
  test('of a metric that is not reported is an error that names those that are', () => {
    expect(() => scoredEpoch({ ...loss, name: 'acuracy' }, reports)).toThrow(
      'Epoch 1 reports no acuracy; it reports loss, accuracy. Set metric.name to accuracy.',
    )
    expect(() => scoredEpoch(loss, [{ epoch: 2, metrics: {} }])).toThrow(
      'Epoch 2 reports no loss; it reports nothing. Set metric.name to one of these.',
    )
  })
})

test('neither of two equal scores is better', () => {
  expect([better(loss, 1, 2), better(loss, 2, 1), better(loss, 1, 1)]).toEqual([true, false, false])
  expect([better({ goal: 'maximize' }, 1, 2), better({ goal: 'maximize' }, 2, 1)]).toEqual([false, true])
})

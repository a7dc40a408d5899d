import { describe, expect, test } from 'vitest'
import { trialRecord } from '../testing/trials.ts'
import { selectAverage } from './select-average.ts'

const metric = { name: 'loss', goal: 'minimize', at: 'best' } as const
const trials = [
  trialRecord(0, { curve: [0.5], end: 'complete' }),
  trialRecord(1, { curve: [0.1] }),
  trialRecord(2, { curve: [0.3], end: 'complete' }),
  trialRecord(3, { curve: [0.1], end: 'diverged' }),
  trialRecord(4, { curve: [0.3], end: 'complete' }),
  trialRecord(5, { curve: [0.4, 0.2], end: 'complete' }),
]

describe('the members of an average', () => {
  test('are the best complete trials, of equal ones that with the lower number', () => {
    expect(selectAverage(trials, metric, 3)).toEqual([5, 2, 4])
    expect(selectAverage(trials.toReversed(), metric, 2)).toEqual([5, 2])
    expect(selectAverage(trials, { ...metric, goal: 'maximize' }, 2)).toEqual([0, 2])
  })
  test('are all complete ones where there are fewer', () => {
    expect(selectAverage(trials, metric, 50)).toEqual([5, 2, 4, 0])
  })
  test('need one complete trial', () => {
    expect(() => selectAverage([trials[1]!, trials[3]!], metric, 5)).toThrow(
      'None of 2 trials is complete. An ensemble needs at least one; let the sweep run on, or see why its trials failed.',
    )
  })
})

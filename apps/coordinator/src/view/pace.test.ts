import type { SweepRecord, TrialSummary } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { paceMeter } from './pace.ts'

const sweep = { spec: { objective: { training: { epochs: 4 } } } } as unknown as SweepRecord
const ended = { state: { status: 'complete' }, params: {}, epoch: 4 } as unknown as TrialSummary
const at = (epoch: number) => ({ state: { status: 'running' }, params: {}, epoch }) as unknown as TrialSummary

test('nothing is said of the time left before anything has happened', () => {
  const pace = paceMeter(sweep, 10)
  expect(pace([at(0)], 5)).toEqual({ elapsedSeconds: 0 })
  expect(pace([at(0)], 9)).toEqual({ elapsedSeconds: 4 })
})

test('the time left counts the epochs of trials under way', () => {
  const pace = paceMeter(sweep, 10)
  pace([at(0), at(0)], 0)
  expect(pace([at(2), at(2)], 10)).toEqual({ elapsedSeconds: 10, secondsLeft: 90 })
})

test('what was done before the watch began counts for nothing', () => {
  const pace = paceMeter(sweep, 10)
  pace([ended, ended, at(0)], 100)
  expect(pace([ended, ended, ended], 130)).toEqual({ elapsedSeconds: 30, trialsPerMinute: 2, secondsLeft: 210 })
})

test('what was long ago tells nothing of how fast it goes now', () => {
  const pace = paceMeter(sweep, 1000)
  // A trial a minute, then, with more workers, ten of them.
  for (let minute = 0; minute <= 60; minute += 1) pace(Array(minute).fill(ended), minute * 60)
  let last = pace([], 3600)
  for (let minute = 1; minute <= 60; minute += 1) last = pace(Array(60 + 10 * minute).fill(ended), (60 + minute) * 60)
  expect(last.trialsPerMinute).toBeCloseTo(10, 0)
  expect(last.secondsLeft).toBeCloseTo(34 * 60, -2)
})

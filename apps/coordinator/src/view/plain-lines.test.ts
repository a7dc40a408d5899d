import type { TrialSummary } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { endedLines, failureNews, retryLines, standingLine } from './plain-lines.ts'
import type { Snapshot } from './snapshot.ts'

const shot = { total: 4, metric: { name: 'val_accuracy', goal: 'maximize' }, secondsLeft: 77 } as Snapshot
const trial = (number: number, state: TrialSummary['state']) =>
  ({ number, params: { momentum: 0.9 }, state }) as unknown as TrialSummary
const complete: TrialSummary['state'] = {
  status: 'complete',
  best: { epoch: 3, score: 0.9612, metrics: {} },
  weightsSha256: '',
}

test('each trial that ends is told once, with its score or its failure', () => {
  const lines = endedLines()
  expect(lines([trial(0, complete), trial(1, { status: 'waiting' }), trial(2, { status: 'waiting' })], shot)).toEqual(
    [],
  )
  const failed = trial(1, { status: 'failed', reason: 'diverged', message: 'the loss is NaN' })
  const now = [trial(0, complete), failed, trial(2, complete)]
  expect(lines(now, shot)).toEqual([
    '[2/4, 1:17 left] trial 1 failed (diverged): the loss is NaN  momentum=0.9',
    '[3/4, 1:17 left] trial 2 complete: val_accuracy 0.9612 at epoch 3  momentum=0.9',
  ])
  expect(lines(now, shot)).toEqual([])
})

test('trials that are cancelled together are one line', () => {
  const lines = endedLines()
  const waiting = [0, 1, 2, 3].map((number) => trial(number, { status: 'waiting' }))
  expect(lines(waiting, shot)).toEqual([])
  const cancelled = [1, 2, 3].map((number) => trial(number, { status: 'cancelled' }))
  expect(lines([trial(0, complete), ...cancelled], shot)).toEqual([
    '[1/4, 1:17 left] trial 0 complete: val_accuracy 0.9612 at epoch 3  momentum=0.9',
    '[4/4] 3 trials cancelled',
  ])
})

test('an attempt that failed is told once, when the trial is tried again', () => {
  const lines = retryLines()
  const failed = (failures: number) => [{ ...trial(5, { status: 'waiting' }), failures }]
  expect(lines(failed(1))).toEqual([])
  expect(lines(failed(2))).toEqual(['trial 5 failed (attempt 2) and is tried again; run with --verbose to see why'])
  expect(lines(failed(2))).toEqual([])
})

test('where nothing has happened for a while, a line says how the sweep stands', () => {
  const best = { number: 3, score: 0.95, epoch: 1, params: {} }
  const standing = { ...shot, name: 'digits', control: 'run', waiting: 1, running: [{}], best } as unknown as Snapshot
  expect(standingLine(standing)).toBe('[2/4, 1:17 left] digits: 1 trial running; best val_accuracy 0.9500, trial 3')
})

test('the newest failure is kept, one from before the watch and a training that diverged are not', () => {
  const failed = (number: number, reason: 'memory' | 'diverged') =>
    trial(number, { status: 'failed', reason, message: 'why' })
  const news = failureNews()
  expect(news([failed(7, 'memory')])).toBeUndefined()
  expect(news([failed(2, 'memory'), failed(7, 'memory'), failed(8, 'diverged')])).toMatchObject({ number: 2 })
  expect(news([failed(2, 'memory'), failed(7, 'memory'), failed(8, 'diverged')])).toMatchObject({ number: 2 })
})

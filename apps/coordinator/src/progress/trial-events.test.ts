import type { TrialId, TrialRecord, TrialState } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { trialEvents } from './trial-events.ts'

interface Facts {
  state?: TrialState
  epochs?: number
  claims?: number
  failures?: number
  crashes?: number
  setback?: string
}

const running: TrialState = { status: 'running', worker: 'b' }
const complete: TrialState = {
  status: 'complete',
  best: { epoch: 2, score: 0.9, metrics: { val_accuracy: 0.9 } },
  weightsSha256: 'ab',
}

function trial(number: number, facts: Facts = {}): TrialRecord {
  const { state = { status: 'waiting' }, epochs = 0, ...counts } = facts
  const reports = Array.from({ length: epochs }, (_, index) => ({
    epoch: index + 1,
    metrics: { val_accuracy: (index + 1) / 10 },
    timing: { seconds: 1, samplesPerSecond: 1 },
    worker: 'a',
  }))
  const usual = { generation: 1, claims: 0, failures: 0, crashes: 0, epoch: epochs, params: { momentum: 0.9 }, seed: 7 }
  return { id: `s-${number}` as TrialId, number, state, ...usual, ...counts, reports }
}

/** What is told of one trial after another, in words. */
async function told(...rounds: readonly (readonly TrialRecord[])[]): Promise<string[][]> {
  let now: readonly TrialRecord[] = []
  const events = trialEvents({ record: async ({ id }) => now.find((one) => one.id === id), epochs: () => 3 })
  const all: string[][] = []
  for (const round of rounds) {
    now = round
    const news = await events(round)
    all.push(
      news.map((event) => {
        const epoch = 'epoch' in event ? ` ${event.epoch}` : ''
        return `${event.event} ${event.trial}${epoch}`
      }),
    )
  }
  return all
}

test('a trial is told from its start to its end, each epoch once, however much happens between two looks', async () => {
  expect(
    await told(
      [trial(0)],
      [trial(0, { state: running, claims: 1 })],
      [trial(0, { state: running, claims: 1, epochs: 2 })],
      [trial(0, { state: running, claims: 1, epochs: 2 })],
      [trial(0, { state: complete, claims: 1, epochs: 3 }), trial(1, { state: complete, claims: 1, epochs: 3 })],
    ),
  ).toEqual([
    [],
    ['trial-started 0 0'],
    ['epoch 0 1', 'epoch 0 2'],
    [],
    ['epoch 0 3', 'trial-ended 0 2', 'trial-started 1 0', 'epoch 1 1', 'epoch 1 2', 'epoch 1 3', 'trial-ended 1 2'],
  ])
})

test('of what was before the watch, only which trials run is told', async () => {
  const before = [
    trial(0, { state: complete, claims: 1, epochs: 3 }),
    trial(1, { state: running, claims: 2, epochs: 1, failures: 1 }),
    trial(2, { claims: 1, epochs: 1 }),
  ]
  expect(await told(before, before)).toEqual([['trial-started 1 1'], []])
})

test('an attempt that fails is told as a retry, before the next one starts', async () => {
  const first = trial(0, { state: running, claims: 1, epochs: 1 })
  expect(
    await told(
      [first],
      [trial(0, { claims: 1, epochs: 1, failures: 1 })],
      [trial(0, { state: running, claims: 2, epochs: 1, failures: 1 })],
    ),
  ).toEqual([['trial-started 0 1'], ['retry 0'], ['trial-started 0 1']])
  expect(await told([first], [trial(0, { state: running, claims: 2, epochs: 2, crashes: 1 })])).toEqual([
    ['trial-started 0 1'],
    ['retry 0', 'trial-started 0 1', 'epoch 0 2'],
  ])
})

test('a trial that was drained and goes on has a new start and no retry', async () => {
  expect(
    await told(
      [trial(0, { state: running, claims: 1, epochs: 1 })],
      [trial(0, { claims: 1, epochs: 1 })],
      [trial(0, { state: running, claims: 2, epochs: 2 })],
    ),
  ).toEqual([['trial-started 0 1'], [], ['trial-started 0 1', 'epoch 0 2']])
})

test('a trial that is let go on after its end is told anew', async () => {
  const ended = trial(0, { state: { status: 'failed', reason: 'error', message: 'broken' }, claims: 1, epochs: 1 })
  expect(await told([ended], [trial(0, { state: complete, claims: 2, epochs: 3 })])).toEqual([
    [],
    ['trial-started 0 1', 'epoch 0 2', 'epoch 0 3', 'trial-ended 0 2'],
  ])
  expect(await told([ended], [trial(0, { epochs: 0 })], [trial(0, { state: running, claims: 2, epochs: 1 })])).toEqual([
    [],
    [],
    ['trial-started 0 0', 'epoch 0 1'],
  ])
})

test('a failure is told with its reason, a cancelled trial with what it had reached', async () => {
  const events = trialEvents({ record: async () => undefined, epochs: () => undefined })
  await events([trial(0), trial(1)])
  const best = { epoch: 1, score: 0.5, metrics: { val_accuracy: 0.5 } }
  const failed = trial(0, { state: { status: 'failed', reason: 'memory', message: 'too much' } })
  expect(await events([failed, { ...trial(1, { state: { status: 'cancelled' } }), best }])).toMatchObject([
    { event: 'trial-ended', trial: 0, state: 'failed', reason: 'memory', message: 'too much', score: null },
    { event: 'trial-ended', trial: 1, state: 'cancelled', reason: null, score: 0.5, epoch: 1 },
  ])
})

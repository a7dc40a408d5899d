import { memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import type { SweepRecord, SweepSpec, Trial, TrialId, TrialSummary } from '@hypersweep/sweep'
import { trialId } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { drive } from './driver.ts'

const sweep: SweepRecord = { id: 'abcdefghij', name: 's', spec: {} as SweepSpec, numerics: 'n', createdAt: 0 }
const trials = { count: 1203, trial: (number: number): Trial => ({ number, params: { momentum: number }, seed: 7 }) }
const few = { ...trials, count: 3 }

async function setUp() {
  const store = memorySweepStore()
  await store.addSweep(sweep)
  return { store, queue: memoryTrialQueue(), sweep, signal: new AbortController().signal }
}

async function finish(store: ReturnType<typeof memorySweepStore>, trial: TrialId) {
  const reply = await store.claim(trial, { token: `t-${trial}`, worker: 'w' })
  if (reply.status !== 'claimed') return
  const best = { epoch: 1, score: 1, metrics: {} }
  await store.finish(reply.claim, { status: 'complete', best, weightsSha256: '' })
}

/** One round, then stop. */
async function oneRound(options: Awaited<ReturnType<typeof setUp>>, all = few) {
  const stop = new AbortController()
  await drive({ ...options, trials: all, signal: stop.signal, pause: async () => stop.abort() })
}

test('every trial is in the store and known to the queue after the first round', async () => {
  const options = await setUp()
  await oneRound(options, trials)
  const summaries = await options.store.summaries(sweep.id)
  expect(summaries.map((trial) => trial.params['momentum'])).toEqual(Array.from({ length: 1203 }, (_, i) => i))
  expect(await options.queue.known()).toEqual(new Set(summaries.map((trial) => trial.id)))
  expect(summaries.every((trial) => trial.generation === 0)).toBe(true)
})

test('it ends when every trial has ended, and tidies once more', async () => {
  const options = await setUp()
  let tidied = 0
  const worker = new AbortController()
  const work = options.queue.consume(
    async (trial) => {
      await finish(options.store, trial)
      return 'done'
    },
    { concurrency: 2, signal: worker.signal },
  )
  const tidy = async () => {
    tidied += 1
  }
  expect(await drive({ ...options, trials: few, tidy, pause: async () => undefined })).toBe('ended')
  expect(tidied).toBeGreaterThan(0)
  expect((await options.store.summaries(sweep.id)).map((trial) => trial.state.status)).toEqual(
    Array(3).fill('complete'),
  )
  worker.abort()
  await work
})

test('what a queue has lost is offered again under the next generation', async () => {
  const options = await setUp()
  await oneRound(options)
  const queue = memoryTrialQueue()
  await finish(options.store, trialId(sweep.id, 1))
  await oneRound({ ...options, queue })
  expect(await queue.known()).toEqual(new Set([trialId(sweep.id, 0), trialId(sweep.id, 2)]))
  const generations = (await options.store.summaries(sweep.id)).map((trial) => trial.generation)
  expect(generations).toEqual([1, 0, 1])
})

test('what the queue knows is not offered again', async () => {
  const options = await setUp()
  await oneRound(options)
  await oneRound(options)
  expect((await options.store.summaries(sweep.id)).map((trial) => trial.generation)).toEqual([0, 0, 0])
})

test('a driver killed between the fact and the hint is made good by the next', async () => {
  const options = await setUp()
  await options.store.addTrials(sweep.id, [trials.trial(0), trials.trial(1)])
  await oneRound(options)
  await oneRound(options)
  expect((await options.queue.known()).size).toBe(3)
})

test('what is behind is brought up before a round looks whether all have ended', async () => {
  const options = await setUp()
  await oneRound(options)
  for (const { number } of await options.store.summaries(sweep.id))
    await finish(options.store, trialId(sweep.id, number))
  const catchUp = async (summaries: readonly TrialSummary[]) => {
    const left = summaries.filter(({ stage = 0 }) => stage === 0)
    for (const { id } of left) await options.store.advance(id, { stage: 1, reports: 'keep', ended: 'reopen' })
    return left.length
  }
  const stop = new AbortController()
  const end = drive({ ...options, trials: few, catchUp, signal: stop.signal, pause: async () => stop.abort() })
  expect(await end).toBe('stopped')
  expect((await options.queue.known()).size).toBe(3)
  expect((await options.store.summaries(sweep.id)).map(({ state }) => state.status)).toEqual(Array(3).fill('waiting'))
})

test('two drivers at once add each trial once', async () => {
  const options = await setUp()
  await Promise.all([oneRound(options, trials), oneRound(options, trials)])
  expect(await options.store.summaries(sweep.id)).toHaveLength(1203)
  expect((await options.queue.known()).size).toBe(1203)
})

test('once stopped it offers nothing more', async () => {
  const options = await setUp()
  expect(await drive({ ...options, trials: few, signal: AbortSignal.abort() })).toBe('stopped')
  expect((await options.queue.known()).size).toBe(0)
})

test('a round that fails is reported and tried again', async () => {
  const options = await setUp()
  const troubles: unknown[] = []
  let calls = 0
  const store = {
    ...options.store,
    summaries: async (id: string): Promise<TrialSummary[]> => {
      calls += 1
      if (calls === 1) throw new Error('the store is away')
      return options.store.summaries(id)
    },
  }
  const stop = new AbortController()
  await drive({
    ...options,
    store,
    trials: few,
    signal: stop.signal,
    onTrouble: (error) => troubles.push(error),
    pause: async () => {
      if (calls > 1) stop.abort()
    },
  })
  expect(troubles).toEqual([new Error('the store is away')])
  expect((await options.queue.known()).size).toBe(3)
})

test('a long sweep asks the queue for what it knows in each fifth round', async () => {
  const options = await setUp()
  let [asked, rounds] = [0, 0]
  const queue = {
    ...options.queue,
    known: () => {
      asked += 1
      return options.queue.known()
    },
  }
  const stop = new AbortController()
  const pause = async () => {
    rounds += 1
    if (rounds === 9) stop.abort()
  }
  await drive({ ...options, queue, trials, signal: stop.signal, pause })
  expect({ rounds, asked }).toEqual({ rounds: 9, asked: 2 })
})

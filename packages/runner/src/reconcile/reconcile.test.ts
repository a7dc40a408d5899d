import { memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { type TrialId, trialId } from '@hypersweep/sweep'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { tinySweep } from '../testing/tiny-sweep.ts'
import { reconcileWhenIdle } from './reconcile-when-idle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const sweep = tinySweep()
const [waiting, offered, over] = [0, 1, 2].map((number) => trialId(sweep.id, number)) as [TrialId, TrialId, TrialId]

/** A store with three trials, of which the queue knows one and one has ended. */
async function world() {
  const store = memorySweepStore()
  const queue = memoryTrialQueue()
  await store.addSweep(sweep)
  await store.addTrials(
    sweep.id,
    [0, 1, 2].map((number) => ({ number, params: { learning_rate: 0.1 }, seed: 1 })),
  )
  await queue.offer([{ trial: offered, generation: 0 }])
  const claim = await store.claim(over, { token: 't', worker: 'ada' })
  if (claim.status !== 'claimed') throw new Error(claim.status)
  await store.finish(claim.claim, { status: 'failed', reason: 'error', message: '' })
  return { store, queue }
}

test('a worker that has been idle for a while offers what the queue has lost, under a new generation, and nothing else', async () => {
  const { store, queue } = await world()
  const said: string[] = []
  using _reconcile = reconcileWhenIdle({
    store,
    queue,
    isBusy: () => false,
    everyMs: 1000,
    log: (line) => said.push(line),
  })
  await vi.advanceTimersByTimeAsync(1500)
  expect(await queue.known()).toEqual(new Set([offered]))
  await vi.advanceTimersByTimeAsync(1000)
  expect(await queue.known()).toEqual(new Set([offered, waiting]))
  expect((await store.summaries(sweep.id)).map(({ generation }) => generation)).toEqual([1, 0, 0])
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await store.summaries(sweep.id)).map(({ generation }) => generation)).toEqual([1, 0, 0])
  expect(said).toEqual(['tiny: the queue had lost 1 of its trials; they are offered again'])
})

test('a worker that is busy now and then does not', async () => {
  const { store, queue } = await world()
  let looks = 0
  using _reconcile = reconcileWhenIdle({
    store,
    queue,
    isBusy: () => (looks++ & 1) === 0,
    everyMs: 1000,
    log: () => undefined,
  })
  await vi.advanceTimersByTimeAsync(20_000)
  expect(await queue.known()).toEqual(new Set([offered]))
})

test('a store that is away is told, and looked at again', async () => {
  const { store, queue } = await world()
  const said: string[] = []
  let isAway = true
  const flaky = { ...store, sweeps: () => (isAway ? Promise.reject(new Error('away')) : store.sweeps()) }
  using _reconcile = reconcileWhenIdle({
    store: flaky,
    queue,
    isBusy: () => false,
    everyMs: 1000,
    log: (line) => said.push(line),
  })
  await vi.advanceTimersByTimeAsync(2500)
  expect(said).toEqual(['lost trials could not be looked for: away'])
  isAway = false
  await vi.advanceTimersByTimeAsync(1000)
  expect(await queue.known()).toContain(waiting)
})

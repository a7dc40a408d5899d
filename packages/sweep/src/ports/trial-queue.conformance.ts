import { expect, vi } from 'vitest'
import { type TrialId, trialId } from '../trial.ts'
import { type PortPromise, testPromises } from './port-promise.ts'
import type { Handled, TrialQueue } from './trial-queue.ts'
import { consumer, forgotten } from './trial-queue-consumer.ts'

/** What the suite needs of an adapter of TrialQueue. */
export interface TrialQueueHarness extends AsyncDisposable {
  /** Opens the queue; every call opens the same hints. Its delay after 'later' is short: tens of milliseconds. */
  open(laterMs?: number): Promise<TrialQueue>
  /** How long the suite waits for what must happen. */
  patienceMs: number
}

const trials = Array.from({ length: 12 }, (_, number) => trialId('a1b2c3d4e5', number))
const [a, b, c, d] = trials as [TrialId, TrialId, TrialId, TrialId]
const offers = (generation: number, ...ids: TrialId[]) => ids.map((trial) => ({ trial, generation }))

export const trialQueuePromises: readonly PortPromise<TrialQueueHarness>[] = [
  {
    promise: 'a trial offered is handed out, also when it was offered before `consume` began, and by another instance',
    async check({ open, patienceMs }) {
      const queue = await open()
      await queue.offer(offers(0, a))
      await (await open()).offer(offers(0, b))
      await using consuming = consumer(queue, { patienceMs })
      await consuming.saw(a, b)
      await queue.offer(offers(0, c))
      await consuming.saw(a, b, c)
    },
  },
  {
    promise: 'offering a trial and generation that the queue knows does nothing, also while it is being handled',
    async check({ open, patienceMs }) {
      const [queue, other] = [await open(), await open()]
      await queue.offer(offers(3, a, a))
      await other.offer(offers(3, a))
      const answer = Promise.withResolvers<Handled>()
      await using consuming = consumer(queue, { patienceMs, handle: () => answer.promise })
      await consuming.saw(a)
      await queue.offer(offers(3, a))
      await other.offer(offers(3, a))
      answer.resolve('done')
      await forgotten(queue, patienceMs)
      expect(consuming.handled).toEqual([a])
    },
  },
  {
    promise: "a trial answered 'done' is forgotten: it is not handed out again unless it is offered again",
    async check({ open, patienceMs }) {
      const queue = await open()
      await using consuming = consumer(queue, { patienceMs })
      await queue.offer(offers(0, a))
      await consuming.saw(a)
      await forgotten(queue, patienceMs)
      await queue.offer(offers(0, b))
      await forgotten(queue, patienceMs)
      expect(consuming.handled).toEqual([a, b])
      await queue.offer(offers(0, a))
      await consuming.saw(a, b, a)
    },
  },
  {
    promise: "a trial answered 'later', and one whose handler threw, is handed out again",
    async check({ open, patienceMs }) {
      const queue = await open()
      const seen = new Set<TrialId>()
      const handle = async (trial: TrialId): Promise<Handled> => {
        if (seen.has(trial)) return 'done'
        seen.add(trial)
        if (trial === b) throw new Error('the handler of the suite throws once')
        return 'later'
      }
      await queue.offer(offers(0, a, b))
      await using consuming = consumer(queue, { patienceMs, handle })
      await consuming.saw(a, b, a, b)
      await forgotten(queue, patienceMs)
    },
  },
  {
    promise: "a trial answered 'later' after the signal was aborted is handed out again at once",
    async check({ open, patienceMs }) {
      const queue = await open(100 * patienceMs)
      await queue.offer(offers(0, a))
      const answer = Promise.withResolvers<Handled>()
      await using draining = consumer(queue, { patienceMs, handle: () => answer.promise })
      await draining.saw(a)
      draining.abort()
      await using next = consumer(await open(100 * patienceMs), { patienceMs })
      answer.resolve('later')
      await next.saw(a)
      await draining.ended()
    },
  },
  {
    promise: 'a new generation of a trial is handed out though an older one was done',
    async check({ open, patienceMs }) {
      const queue = await open()
      await using consuming = consumer(queue, { patienceMs })
      await queue.offer(offers(0, a))
      await consuming.saw(a)
      await forgotten(queue, patienceMs)
      await queue.offer(offers(1, a))
      await consuming.saw(a, a)
    },
  },
  {
    promise: '`known` names every trial that the queue would still hand out or is handling, and no other',
    check: namesWhatItKnows,
  },
  {
    promise:
      '`depth` counts what waits, what is being handled and what comes back, and tells how long ago the next one was offered',
    check: countsWhatItHolds,
  },
  {
    promise: 'never more than `concurrency` handlers run at once in one `consume`',
    async check({ open, patienceMs }) {
      const queue = await open()
      let [running, most] = [0, 0]
      const handle = async (): Promise<Handled> => {
        most = Math.max(most, ++running)
        await vi.waitFor(() => expect(most).toBeGreaterThanOrEqual(3), { timeout: patienceMs, interval: 1 })
        // Long enough for a handler too many to begin.
        await new Promise((resolve) => setTimeout(resolve, 10))
        running--
        return 'done'
      }
      await queue.offer(offers(0, ...trials))
      await using consuming = consumer(queue, { patienceMs, handle, concurrency: 3 })
      await consuming.saw(...trials)
      expect(most).toBe(3)
    },
  },
  {
    promise: 'once `signal` is aborted nothing new is handed out, and `consume` resolves after the handlers under way',
    check: endsInOrder,
  },
]

async function namesWhatItKnows({ open, patienceMs }: TrialQueueHarness): Promise<void> {
  const [queue, other] = [await open(), await open()]
  expect(await queue.known()).toEqual(new Set())
  await queue.offer(offers(2, a, b, c))
  expect(await other.known()).toEqual(new Set([a, b, c]))
  const [answer, second] = [Promise.withResolvers<Handled>(), Promise.withResolvers<Handled>()]
  const visits = new Map<TrialId, number>()
  const handle = async (trial: TrialId): Promise<Handled> => {
    const visit = (visits.get(trial) ?? 0) + 1
    visits.set(trial, visit)
    if (trial === a) return answer.promise
    if (trial === b) return 'done'
    return visit === 1 ? 'later' : second.promise
  }
  await using consuming = consumer(queue, { patienceMs, handle })
  // From its offer to its last answer c is known without a gap, also between 'later' and coming back.
  let gaps = 0
  const waiting = { timeout: patienceMs, interval: 5 }
  await vi.waitFor(async () => {
    if (!(await other.known()).has(c)) gaps++
    expect(visits.get(c)).toBe(2)
  }, waiting)
  expect(gaps).toBe(0)
  await consuming.saw(a, b, c, c)
  await vi.waitFor(async () => expect(await other.known()).toEqual(new Set([a, c])), waiting)
  answer.resolve('done')
  await vi.waitFor(async () => expect(await queue.known()).toEqual(new Set([c])), waiting)
  second.resolve('done')
  await forgotten(other, patienceMs)
}

async function countsWhatItHolds({ open, patienceMs }: TrialQueueHarness): Promise<void> {
  const [queue, other] = [await open(100 * patienceMs), await open()]
  const nothing = { waiting: 0, active: 0, delayed: 0, prioritized: 0, oldestSeconds: 0 }
  expect(await queue.depth()).toEqual(nothing)
  await queue.offer(offers(0, a, b, c, d))
  // Long enough to be told from no time, and from milliseconds taken for seconds.
  await new Promise((resolve) => setTimeout(resolve, 200))
  const offered = await other.depth()
  expect(offered).toMatchObject({ ...nothing, waiting: 4, oldestSeconds: expect.any(Number) })
  expect(offered.oldestSeconds).toBeGreaterThan(0.1)
  expect(offered.oldestSeconds).toBeLessThan(0.2 + patienceMs / 1000)
  const answer = Promise.withResolvers<Handled>()
  let handled = 0
  const handle = async (): Promise<Handled> => (++handled === 1 ? 'later' : answer.promise)
  await using _consuming = consumer(queue, { patienceMs, handle, concurrency: 2 })
  const waiting = { timeout: patienceMs, interval: 5 }
  await vi.waitFor(
    async () => expect(await other.depth()).toMatchObject({ waiting: 1, active: 2, delayed: 1 }),
    waiting,
  )
  answer.resolve('done')
  const left = { ...nothing, delayed: 1 }
  await vi.waitFor(async () => expect(await other.depth()).toEqual(left), waiting)
}

async function endsInOrder({ open, patienceMs }: TrialQueueHarness): Promise<void> {
  const queue = await open()
  await queue.offer(offers(0, a, b, c))
  const answer = Promise.withResolvers<Handled>()
  let answered = false
  await using consuming = consumer(queue, { patienceMs, handle: () => answer.promise, concurrency: 1 })
  await vi.waitFor(() => expect(consuming.handled).toHaveLength(1), { timeout: patienceMs, interval: 5 })
  consuming.abort()
  const end = consuming.ended().then(() => answered)
  await queue.offer(offers(0, d))
  // Long enough for a consumer that does not wait, or goes on, to show it.
  await new Promise((resolve) => setTimeout(resolve, 50))
  answered = true
  answer.resolve('done')
  expect(await end).toBe(true)
  expect(consuming.handled).toHaveLength(1)
  const left = [a, b, c, d].filter((trial) => trial !== consuming.handled[0])
  expect(await queue.known()).toEqual(new Set(left))
  await abortedByHandler({ open, patienceMs }, left)
}

/** The signal may come while the answer of a handler is on its way, when an eager queue has the next one at hand. */
async function abortedByHandler({ open, patienceMs }: Pick<TrialQueueHarness, 'open' | 'patienceMs'>, left: TrialId[]) {
  const stop = new AbortController()
  const handle = async (): Promise<Handled> => {
    stop.abort()
    return 'done'
  }
  await using consuming = consumer(await open(), { patienceMs, handle, concurrency: 1, stop })
  await consuming.ended()
  expect(consuming.handled).toHaveLength(1)
  const rest = left.filter((trial) => trial !== consuming.handled[0])
  await using last = consumer(await open(), { patienceMs })
  await last.saw(...rest)
}

/** The suite of TrialQueue: one test per promise. */
export function trialQueueConformance(adapter: string, harness: () => Promise<TrialQueueHarness>): void {
  testPromises(adapter, trialQueuePromises, harness)
}

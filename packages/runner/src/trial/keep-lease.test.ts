import type { Claim, SweepStore, WriteReply } from '@hypersweep/sweep'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type KeepLeaseOptions, keepLease } from './keep-lease.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const LEASE_MS = 15_000
const accepted: WriteReply = { status: 'accepted' }

/** A lease whose store answers as `renew` says, on a clock that the test moves. */
function lease(renew: () => Promise<WriteReply>, change: Partial<KeepLeaseOptions> = {}) {
  let renewals = 0
  const said: string[] = []
  const store = {
    renew: () => {
      renewals += 1
      return renew()
    },
  } as unknown as SweepStore
  const options = { store, claim: {} as Claim, leaseMs: LEASE_MS, askedAt: performance.now() }
  const kept = keepLease({ ...options, log: (line) => said.push(line), ...change })
  return { kept, said, renewals: () => renewals }
}

test('it is renewed three times in its length, and held as long as the store accepts', async () => {
  const { kept, renewals } = lease(async () => accepted)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(renewals()).toBe(12)
  expect(kept.state).toBe('held')
  kept[Symbol.dispose]()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(renewals()).toBe(12)
})

test('a refusal is told at once', async () => {
  const { kept } = lease(async () => ({ status: 'stale' }))
  await vi.advanceTimersByTimeAsync(LEASE_MS / 3)
  expect(kept.state).toBe('stale')
  expect(kept.lost.aborted).toBe(true)
})

test('that the sweep is cancelled is told at once, by a renewal or a report, and the lease is held on', async () => {
  const told: WriteReply = { status: 'accepted', isCancelled: true }
  const [renewed, reported] = [lease(async () => told).kept, lease(async () => accepted).kept]
  reported.renewed(performance.now(), told)
  expect([renewed.cancelled.aborted, reported.cancelled.aborted]).toEqual([false, true])
  await vi.advanceTimersByTimeAsync(LEASE_MS / 3)
  expect(renewed.cancelled.aborted).toBe(true)
  expect([renewed.state, renewed.lost.aborted, reported.state]).toEqual(['held', false, 'held'])
})

test.each([
  ['never answers', () => new Promise<WriteReply>(() => undefined)],
  ['throws', () => Promise.reject(new Error('the store is away'))],
])('a store that %s: the trial is given up before another worker can have it', async (_, renew) => {
  const { kept } = lease(renew)
  await vi.advanceTimersByTimeAsync(LEASE_MS * 0.79)
  expect(kept.state).toBe('held')
  await vi.advanceTimersByTimeAsync(LEASE_MS * 0.05)
  expect(kept.state).toBe('expired')
  expect(kept.lost.aborted).toBe(true)
})

test('an answer counts from when it was asked for: the store may have renewed it then, and answered late', async () => {
  const { promise, resolve } = Promise.withResolvers<WriteReply>()
  const { kept } = lease(() => promise)
  await vi.advanceTimersByTimeAsync(LEASE_MS * 0.7)
  resolve(accepted)
  // Renewed at a third of its length, it is given up four fifths after that.
  await vi.advanceTimersByTimeAsync(LEASE_MS * (1 / 3 + 0.8 - 0.7 - 0.02))
  expect(kept.state).toBe('held')
})

test('a report that was accepted renews it too', async () => {
  const { kept } = lease(() => new Promise(() => undefined))
  await vi.advanceTimersByTimeAsync(LEASE_MS * 0.7)
  kept.renewed(performance.now())
  await vi.advanceTimersByTimeAsync(LEASE_MS * 0.7)
  expect(kept.state).toBe('held')
  await vi.advanceTimersByTimeAsync(LEASE_MS * 0.2)
  expect(kept.state).toBe('expired')
})

test('a process that was frozen for longer gives it up as soon as it wakes', async () => {
  let frozenMs = 0
  const { kept } = lease(async () => accepted, { now: () => performance.now() + frozenMs, askedAt: performance.now() })
  await vi.advanceTimersByTimeAsync(LEASE_MS / 4)
  frozenMs = LEASE_MS
  await vi.advanceTimersByTimeAsync(LEASE_MS / 30)
  expect(kept.state).toBe('expired')
})

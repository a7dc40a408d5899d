import { randomUUID } from 'node:crypto'
import { type Handled, trialId } from '@hypersweep/sweep'
import { expect, inject, test, vi } from 'vitest'
import { redisClient } from '../redis/redis-client.ts'
import type {} from '../redis-server/provided.ts'
import { bullmqTrialQueue } from './bullmq-trial-queue.ts'
import { processor } from './consume-trials.ts'
import { workerSettings } from './worker-settings.ts'

const url = inject('redisUrl')
const trial = trialId('a1b2c3d4e5', 0)

test('the processor has the two parameters that it needs: with a third BullMQ would abort it by a signal of its own', () => {
  const answering = { handle: async (): Promise<Handled> => 'done', laterMs: 1, log: () => {} }
  const made = processor({ ...answering, signal: new AbortController().signal }, new Set())
  expect(made).toHaveLength(2)
})

test('stalled jobs are looked for three times a lock, at whole milliseconds, and never failed for it', () => {
  expect(workerSettings(15_000)).toMatchObject({ lockDuration: 18_750, stalledInterval: 5000, maxStalledCount: 1e6 })
  expect(workerSettings(1000).stalledInterval).toBe(333)
  // A dead worker's trial is handed out once its lease has run out, and no sooner.
  const { lockDuration, lockRenewTime } = workerSettings(15_000)
  expect(lockDuration - lockRenewTime).toBeGreaterThan(15_000)
})

test('a lost lock is told once, however long its trial goes on', async () => {
  const lines: string[] = []
  const prefix = `{hs}:test-${randomUUID()}`
  await using queue = await bullmqTrialQueue({ url, prefix, lockMs: 300, log: (line) => lines.push(line) })
  const [answer, stop, admin] = [
    Promise.withResolvers<Handled>(),
    new AbortController(),
    redisClient({ url: inject('redisAdminUrl'), role: 'worker' }),
  ]
  let handled = 0
  const handle = () => {
    handled++
    return answer.promise
  }
  await queue.offer([{ trial, generation: 0 }])
  const ended = queue.consume(handle, { concurrency: 1, signal: stop.signal })
  await vi.waitFor(() => expect(handled).toBe(1))
  // Another one holds it now, for as long as this test looks: six ticks and more.
  await admin.set(`${prefix}:trials:${trial}-g0:lock`, 'somebody else', 'PX', 60_000)
  await vi.waitFor(() => expect(lines).toHaveLength(1))
  await new Promise((resolve) => setTimeout(resolve, 1000))
  expect(lines).toEqual([expect.stringMatching(/^queue: a1b2c3d4e5-\d+-g0 may be handed out a second time/)])
  await admin.del(`${prefix}:trials:${trial}-g0:lock`)
  answer.resolve('done')
  stop.abort()
  await ended
  admin.disconnect()
})

test('a trial under way is another worker’s well within a second after its worker was told to end', async () => {
  await using queue = await bullmqTrialQueue({ url, prefix: `{hs}:test-${randomUUID()}` })
  const stop = [new AbortController(), new AbortController()] as const
  const handled: number[] = []
  const consume = (worker: 0 | 1) =>
    queue.consume(
      async () => {
        handled.push(worker)
        if (worker === 1) return 'done'
        await new Promise((resolve) => stop[0].signal.addEventListener('abort', resolve))
        return 'later'
      },
      { concurrency: 1, signal: stop[worker].signal },
    )
  await queue.offer([{ trial, generation: 0 }])
  const first = consume(0)
  await vi.waitFor(() => expect(handled).toEqual([0]))
  const second = consume(1)
  stop[0].abort()
  const began = performance.now()
  await vi.waitFor(() => expect(handled).toEqual([0, 1]), { interval: 5 })
  expect(performance.now() - began).toBeLessThan(500)
  stop[1].abort()
  await Promise.all([first, second])
})

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Handled, type TrialId, type TrialQueue, trialId } from '@hypersweep/sweep'
import { afterEach, beforeEach, describe, expect, inject, onTestFinished, test, vi } from 'vitest'
import { redisClient } from '../redis/redis-client.ts'
import { type PrivateRedis, privateRedis } from '../redis-server/private-redis.ts'
import type {} from '../redis-server/provided.ts'
import { bullmqTrialQueue } from './bullmq-trial-queue.ts'

const trial = trialId('a1b2c3d4e5', 0)
const offer = (queue: TrialQueue, id: TrialId = trial) => queue.offer([{ trial: id, generation: 0 }])
const waiting = { timeout: 10_000, interval: 5 }

test('a hint that BullMQ fetched while the signal was aborted goes back', async () => {
  for (let round = 0; round < 25; round++) {
    await using queue = await bullmqTrialQueue({ url: inject('redisUrl'), prefix: `{hs}:test-${randomUUID()}` })
    const stop = new AbortController()
    let late = 0
    const handle = async (): Promise<Handled> => {
      if (stop.signal.aborted) late++
      return 'later'
    }
    const ended = queue.consume(handle, { concurrency: 1, signal: stop.signal })
    // The delay sweeps over the moments of a fetch: before it, while it is on its way, after it.
    setTimeout(() => stop.abort(), 10 + round / 10)
    await new Promise((resolve) => setTimeout(resolve, 10))
    await Promise.all([offer(queue), ended])
    expect(late).toBe(0)
    expect(await queue.known()).toEqual(new Set([trial]))
  }
})

test('a trial comes back however often its worker is killed with SIGKILL', async () => {
  const options = { url: inject('redisUrl'), prefix: `{hs}:test-${randomUUID()}`, lockMs: 300 }
  await using queue = await bullmqTrialQueue(options)
  await offer(queue)
  const code = `
    import { bullmqTrialQueue } from './bullmq-trial-queue.ts'
    const queue = await bullmqTrialQueue(${JSON.stringify(options)})
    const handle = () => new Promise(() => console.log('handling'))
    await queue.consume(handle, { concurrency: 1, signal: new AbortController().signal })`
  for (let kills = 0; kills < 3; kills++) {
    const flags = ['--conditions=hypersweep-source', '--input-type=module', '--eval', code]
    const worker = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'], cwd: import.meta.dirname })
    onTestFinished(() => void worker.kill('SIGKILL'))
    await once(worker.stdout, 'data')
    worker.kill('SIGKILL')
    await once(worker, 'close')
    expect(await queue.known()).toEqual(new Set([trial]))
  }
})

test.each([1, -1])(
  'a hint that was put off by a clock %i hours off is not known, so that its trial is offered anew',
  async (hours) => {
    const options = { url: inject('redisUrl'), prefix: `{hs}:test-${randomUUID()}`, laterMs: 5000 }
    await using queue = await bullmqTrialQueue(options)
    await offer(queue)
    expect(await queue.known()).toEqual(new Set([trial]))
    const admin = redisClient({ url: inject('redisAdminUrl'), role: 'worker' })
    onTestFinished(() => admin.disconnect())
    onTestFinished(() => void vi.useRealTimers())
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 })
    const stop = new AbortController()
    const consumed = queue.consume(async () => 'later', { concurrency: 1, signal: stop.signal })
    await vi.waitFor(async () => expect(await admin.zcard(`${options.prefix}:trials:delayed`)).toBe(1), waiting)
    stop.abort()
    await consumed
    vi.useRealTimers()
    expect(await queue.known()).toEqual(new Set())
  },
)

describe('while Redis is killed with SIGKILL', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hypersweep-bullmq-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))
  const start = () => privateRedis({ dir, command: inject('redisCommand') })
  const open = (url: string) => bullmqTrialQueue({ url, lockMs: 300, laterMs: 20, patienceMs: 500 })

  test('`consume` comes to its end, and what it could not answer is handed out again', async () => {
    const server = await start()
    const queue = await open(server.url)
    const [answer, stop] = [Promise.withResolvers<Handled>(), new AbortController()]
    const handled: TrialId[] = []
    const handle = (id: TrialId) => {
      handled.push(id)
      return answer.promise
    }
    const ended = queue.consume(handle, { concurrency: 1, signal: stop.signal })
    await offer(queue)
    await vi.waitFor(() => expect(handled).toEqual([trial]), waiting)
    await killed(server)
    await expect(offer(queue)).rejects.toMatchObject({ code: 'REDIS_UNREACHABLE' })
    answer.resolve('done')
    stop.abort()
    const began = performance.now()
    await ended
    expect(performance.now() - began).toBeLessThan(4000)
    await queue[Symbol.asyncDispose]()

    await using again = await start()
    await using next = await open(again.url)
    expect(await next.known()).toEqual(new Set([trial]))
    await handedOut(next, trial)
  })

  test('`consume` goes on when it is back, and offers are sent again', async () => {
    const server = await start()
    await using queue = await open(server.url)
    const stop = new AbortController()
    const handled: TrialId[] = []
    const handle = async (id: TrialId): Promise<Handled> => {
      handled.push(id)
      return 'done'
    }
    const ended = queue.consume(handle, { concurrency: 2, signal: stop.signal })
    await offer(queue)
    await vi.waitFor(() => expect(handled).toEqual([trial]), waiting)
    await killed(server)
    const other = trialId('a1b2c3d4e5', 1)
    const [again] = await Promise.all([start(), offer(queue, other)])
    await vi.waitFor(() => expect(handled).toContain(other), waiting)
    stop.abort()
    await ended
    await again[Symbol.asyncDispose]()
  })
})

/** Disposed of, it is not started again. */
async function killed(server: PrivateRedis): Promise<void> {
  process.kill(server.pid, 'SIGKILL')
  await server[Symbol.asyncDispose]()
}

async function handedOut(queue: TrialQueue, expected: TrialId): Promise<void> {
  const stop = new AbortController()
  const handled: TrialId[] = []
  const handle = async (id: TrialId): Promise<Handled> => {
    handled.push(id)
    stop.abort()
    return 'done'
  }
  await queue.consume(handle, { concurrency: 1, signal: stop.signal })
  expect(handled).toEqual([expected])
}

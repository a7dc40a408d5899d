import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Handled, type TrialId, trialId } from '@hypersweep/sweep'
import { mnist } from '@hypersweep/sweep/conformance'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { redisSweepStore } from '../redis/redis-sweep-store.ts'
import type {} from '../redis-server/provided.ts'
import { TROUBLES, type TroubledRedis, troubledRedis } from '../redis-server/troubles.ts'
import { bullmqTrialQueue } from './bullmq-trial-queue.ts'

const sweep = { ...mnist, id: 'a1b2c3d4e5', name: 'troubles' }
const trials = Array.from({ length: 30 }, (_, number) => trialId(sweep.id, number))
const TROUBLE_MS = 2500

let dir: string
let server: TroubledRedis
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hypersweep-troubles-'))
  server = await troubledRedis(dir, inject('redisCommand'))
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(dir, { recursive: true, force: true })
})

/** Lines with the second in which they came. */
function logbook() {
  const lines: { line: string; at: number }[] = []
  const counts = () => Map.groupBy(lines, ({ at }) => Math.floor(at / 1000)).values()
  return {
    log: (line: string) => void lines.push({ line, at: performance.now() }),
    text: () => lines.map(({ line }) => line),
    mostPerSecond: () => Math.max(0, ...[...counts()].map((each) => each.length)),
  }
}

/** How often a consumer says that its Redis refuses to work. */
const TIMES_TOLD: Readonly<Record<(typeof TROUBLES)[number], readonly number[]>> = {
  READONLY: [1],
  // It lets pass what comes with an answer: on a busy machine nothing may be asked for by itself while it lasts.
  OOM: [0, 1],
  MISCONF: [1],
  BUSY: [1],
  // A connection is not there before its server has loaded: nothing is asked, so nothing is refused.
  LOADING: [0],
}

describe.each(TROUBLES)('while Redis answers %s', (trouble) => {
  test('a consumer waits, all but silently, then hands out what waits', { timeout: 60_000 }, async () => {
    const book = logbook()
    await using queue = await bullmqTrialQueue({ url: server.url, lockMs: 1500, laterMs: 20, log: book.log })
    const [stop, first, handled] = [new AbortController(), Promise.withResolvers<Handled>(), new Set<TrialId>()]
    const handle = async (trial: TrialId): Promise<Handled> => {
      const isFirst = handled.size === 0
      handled.add(trial)
      return isFirst ? first.promise : 'done'
    }
    await queue.offer(trials.map((trial) => ({ trial, generation: 0 })))
    const ended = queue.consume(handle, { concurrency: 1, signal: stop.signal })
    await vi.waitFor(() => expect(handled.size).toBe(1), { timeout: 5000 })
    const before = await server.errors()
    await server.begin(trouble)
    // After 'later' BullMQ asks for the next one; 'done' would bring it along, and a full Redis lets that pass.
    first.resolve('later')
    await pause(TROUBLE_MS)
    await server.end(trouble)
    // A server that was started again counts anew.
    const errors = (await server.errors()) - (trouble === 'LOADING' ? 0 : before)
    expect(errors).toBeLessThan(50)
    await vi.waitFor(async () => expect(await queue.known()).toEqual(new Set()), { timeout: 20_000, interval: 20 })
    expect(handled).toEqual(new Set(trials))
    const told = (word: string) => book.text().filter((line) => line.includes(word)).length
    await vi.waitFor(() => expect(told('works again')).toBe(told('refuses to work')), { timeout: 20_000 })
    stop.abort()
    await ended
    expect(book.mostPerSecond()).toBeLessThanOrEqual(5)
    expect(TIMES_TOLD[trouble]).toContain(told('refuses to work'))
  })

  test('a patient store waits, then has written', { timeout: 60_000 }, async () => {
    const book = logbook()
    await using store = await redisSweepStore({ url: server.url, patienceMs: 60_000, log: book.log })
    await store.addSweep(sweep)
    await server.begin(trouble)
    const written = store.addTrials(sweep.id, [{ number: 0, params: {}, seed: 7 }])
    const claimed = written.then(() => store.claim(trials[0]!, { token: 'token', worker: 'ada' }))
    await pause(1000)
    await server.end(trouble)
    expect(await claimed).toMatchObject({ status: 'claimed', claim: { attempt: 1 } })
    expect(book.mostPerSecond()).toBeLessThanOrEqual(5)
  })
})

test('a consumer that waits for a Redis to be well ends when it is told to', { timeout: 20_000 }, async () => {
  const book = logbook()
  const queue = await bullmqTrialQueue({ url: server.url, laterMs: 20, patienceMs: 500, log: book.log })
  const stop = new AbortController()
  const answer = Promise.withResolvers<Handled>()
  let handled = 0
  const handle = () => {
    handled++
    return answer.promise
  }
  await queue.offer(trials.map((trial) => ({ trial, generation: 0 })))
  const ended = queue.consume(handle, { concurrency: 1, signal: stop.signal })
  await vi.waitFor(() => expect(handled).toBe(1), { timeout: 5000 })
  await server.begin('MISCONF')
  answer.resolve('later')
  await vi.waitFor(() => expect(book.text().join()).toContain('refuses to work'), { timeout: 5000 })
  stop.abort()
  const began = performance.now()
  await ended
  expect(performance.now() - began).toBeLessThan(3000)
  await queue[Symbol.asyncDispose]()
  await server.end('MISCONF')
  await using next = await bullmqTrialQueue({ url: server.url })
  expect((await next.known()).size).toBe(trials.length)
})

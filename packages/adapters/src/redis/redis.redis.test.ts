import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { trialId } from '@hypersweep/sweep'
import { mnist, type SweepStoreHarness, sweepStoreConformance } from '@hypersweep/sweep/conformance'
import type { Redis } from 'ioredis'
import { afterAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import type {} from '../redis-server/provided.ts'
import { redisClient } from './redis-client.ts'
import { redisDurability } from './redis-durability.ts'
import { redisSweepStore } from './redis-sweep-store.ts'

const url = inject('redisUrl')
const client = redisClient({ url, role: 'command' })
const admin = redisClient({ url: inject('redisAdminUrl'), role: 'worker' })
afterAll(() => {
  client.disconnect()
  admin.disconnect()
})

/** The lease runs on the server's own clock, so time passes for real. */
async function harness(): Promise<SweepStoreHarness> {
  const prefix = `{hs}:test-${randomUUID()}`
  const leaseMs = 800
  const opened = new AsyncDisposableStack()
  return {
    open: async () => opened.use(await redisSweepStore({ url, prefix, leaseMs })),
    leaseMs,
    elapse: async (ms) => {
      await pause(ms)
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

sweepStoreConformance('redisSweepStore', harness)

describe('a Redis', () => {
  test('that keeps every write and evicts nothing has no problem', async () => {
    expect(await redisDurability(client)).toEqual([])
  })

  test('that is not there is said so within its patience, without the password', async () => {
    const began = performance.now()
    const dead = redisSweepStore({ url: 'redis://user:secret-word@127.0.0.1:1', patienceMs: 300 })
    const error = await dead.catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'REDIS_UNREACHABLE' })
    expect(String(error)).toMatch(
      /^AdapterError: Redis at 127\.0\.0\.1:1 does not answer within 0\.3 s \(.*ECONNREFUSED.*\)/,
    )
    expect(String(error)).not.toContain('secret-word')
    expect(performance.now() - began).toBeLessThan(3000)
  })

  test('loses no write when its scripts are forgotten', async () => {
    await using store = await redisSweepStore({ url, prefix: `{hs}:test-${randomUUID()}` })
    const sweep = { ...mnist, id: 'a1b2c3d4e5', name: 'forgetful' }
    await store.addSweep(sweep)
    await admin.script('FLUSH')
    await store.addTrials(sweep.id, [{ number: 0, params: { rate: 0.1 }, seed: 7 }])
    expect(await store.summaries(sweep.id)).toMatchObject([{ number: 0, params: { rate: 0.1 }, seed: 7 }])
  })

  test('has databases, and a sweep is in one of them', async () => {
    const sweep = { ...mnist, id: 'a1b2c3d4e5', name: 'apart' }
    const prefix = `{hs}:test-${randomUUID()}`
    const [first, second] = [new URL(url), new URL(url)]
    second.pathname = '/1'
    await using stores = new AsyncDisposableStack()
    const [here, there] = await Promise.all([first, second].map(({ href }) => redisSweepStore({ url: href, prefix })))
    for (const store of [here!, there!]) stores.use(store)
    await there!.addSweep(sweep)
    expect([await here!.sweeps(), await there!.sweeps()]).toEqual([[], [sweep]])
  })

  test('takes ten thousand trials in pieces and gives them back in order', async () => {
    await using store = await redisSweepStore({ url, prefix: `{hs}:test-${randomUUID()}` })
    const sweep = { ...mnist, id: 'a1b2c3d4e5', name: 'many' }
    await store.addSweep(sweep)
    const trials = Array.from({ length: 10_000 }, (_, number) => ({ number, params: { number }, seed: number }))
    await store.addTrials(sweep.id, trials)
    const first = await store.summaries(sweep.id)
    expect(first.map(({ number }) => number)).toEqual(trials.map(({ number }) => number))

    // Parsing all of them each second was measured to keep a driver from everything else for 47 ms, this for 5 ms.
    await store.raiseGeneration(first[7]!.id, 0)
    const second = await store.summaries(sweep.id)
    expect(second.filter((summary, index) => summary !== first[index])).toEqual([{ ...first[7], generation: 1 }])
  })

  /** A store that has read summaries, on a server that was set back since then. */
  async function setBack(client: Redis) {
    const prefix = `{hs}:test-${randomUUID()}`
    const store = await redisSweepStore({ client, prefix })
    const sweep = { ...mnist, id: 'a1b2c3d4e5', name: 'set-back' }
    const trials = [0, 1].map((number) => ({ number, params: {}, seed: number }))
    await store.addSweep(sweep)
    await store.addTrials(sweep.id, trials)
    const keys = await admin.keys(`${prefix}:*`)
    const copies = await Promise.all(keys.map((key) => admin.dumpBuffer(key)))
    await store.raiseGeneration(trialId(sweep.id, 0), 0)
    const generations = async () => (await store.summaries(sweep.id)).map(({ generation }) => generation)
    expect(await generations()).toEqual([1, 0])
    for (const [index, key] of keys.entries()) await admin.restore(key, 0, copies[index]!, 'REPLACE')
    return { generations, raise: (number: number) => store.raiseGeneration(trialId(sweep.id, number), 0) }
  }

  test('that was set back, and counts fewer changes than were read, is read anew', async () => {
    const { generations } = await setBack(client)
    expect(await generations()).toEqual([0, 0])
  })

  test('that was set back, and counts as many changes again, is read anew after a new connection', async () => {
    const own = redisClient({ url, role: 'worker' })
    onTestFinished(() => own.disconnect())
    const { generations, raise } = await setBack(own)
    await raise(1)
    own.disconnect(true)
    await once(own, 'ready')
    expect(await generations()).toEqual([0, 1])
  })
})

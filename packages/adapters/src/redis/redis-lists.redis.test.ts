import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type SweepRecord, type SweepStore, trialId } from '@hypersweep/sweep'
import { mnist } from '@hypersweep/sweep/conformance'
import { afterAll, expect, inject, test } from 'vitest'
import type {} from '../redis-server/provided.ts'
import { redisClient } from './redis-client.ts'
import { redisKeys } from './redis-keys.ts'
import { redisSweepStore } from './redis-sweep-store.ts'
import { SUMMARY_FIELDS } from './scripts/trial.ts'

const client = redisClient({ url: inject('redisUrl'), role: 'command' })
const admin = redisClient({ url: inject('redisAdminUrl'), role: 'worker' })
afterAll(() => {
  client.disconnect()
  admin.disconnect()
})

const sweep: SweepRecord = { ...mnist, id: 'a1b2c3d4e5', name: 'lists' }

async function filled(prefix: string, count: number): Promise<SweepStore> {
  const store = await redisSweepStore({ client, prefix })
  await store.addSweep(sweep)
  await store.addTrials(
    sweep.id,
    Array.from({ length: count }, (_, number) => ({ number, params: { number }, seed: 1 })),
  )
  return store
}

async function complete(store: SweepStore, number: number, score: number): Promise<void> {
  const reply = await store.claim(trialId(sweep.id, number), { token: `${number}`, worker: 'ada' })
  if (reply.status !== 'claimed') throw new Error(reply.status)
  const best = { epoch: 1, score, metrics: { loss: score } }
  await store.report(reply.claim, best, { timing: { seconds: 1, samplesPerSecond: 1 }, best })
  await store.finish(reply.claim, { status: 'complete', best, weightsSha256: 'f'.repeat(64) })
}

test('the best of a sweep of an earlier version, which kept no order of scores and best epochs twice, are the same', async () => {
  const prefix = `{hs}:test-${randomUUID()}`
  const keys = redisKeys(prefix)
  const store = await filled(prefix, 4)
  for (const [number, score] of [0.5, 1 / 3, 0.5].entries()) await complete(store, number, score)
  const options = { goal: 'minimize', count: 2 } as const
  const [summaries, top] = [await store.summaries(sweep.id), await store.top(sweep.id, options)]
  expect([top.trials, top.complete, ...top.best.map(({ number }) => number)]).toEqual([4, 3, 1, 0])

  await admin.del(keys.scores(sweep.id), keys.scored)
  const place = SUMMARY_FIELDS.indexOf('best')
  for (const number of ['0', '1', '2']) {
    const fields = JSON.parse((await admin.hget(keys.summaries(sweep.id), number))!)
    expect(fields[place]).toBe(true)
    fields[place] = await admin.hget(keys.trial(trialId(sweep.id, Number(number))), 'best')
    await admin.hset(keys.summaries(sweep.id), number, JSON.stringify(fields))
  }
  const later = await redisSweepStore({ client, prefix })
  expect(await later.summaries(sweep.id)).toEqual(summaries)
  expect(await later.top(sweep.id, options)).toEqual(top)
})

test('a list that takes longer than a reply may is read to its end', async () => {
  const prefix = `{hs}:test-${randomUUID()}`
  await filled(prefix, 3000)
  let pieces = 0
  const slow = async (key: string, cursor: string, word: 'COUNT', count: number) => {
    pieces += 1
    await pause(100)
    return client.hscan(key, cursor, word, count)
  }
  const slowClient = new Proxy(client, {
    get(target, key) {
      if (key === 'hscan') return slow
      const value = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const store = await redisSweepStore({ client: slowClient, prefix, patienceMs: 800 })
  expect((await store.summaries(sweep.id)).map(({ number }) => number)).toEqual([...Array(3000).keys()])
  expect(pieces).toBeGreaterThan(8)
})

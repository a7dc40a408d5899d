import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Claim, type SweepRecord, type SweepStore, type TrialEnd, trialId } from '@hypersweep/sweep'
import { mnist } from '@hypersweep/sweep/conformance'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { type PrivateRedis, privateRedis } from '../redis-server/private-redis.ts'
import type {} from '../redis-server/provided.ts'
import { type FaultProxy, faultProxy } from './fault-proxy.ts'
import { redisClient } from './redis-client.ts'
import { redisDurability } from './redis-durability.ts'
import { redisSweepStore } from './redis-sweep-store.ts'

const sweep: SweepRecord = { ...mnist, id: 'a1b2c3d4e5', name: 'faults' }
const trial = trialId(sweep.id, 0)
const owner = { token: 'token', worker: 'ada' }
const metrics = { loss: 1 / 3 }
const best = { epoch: 1, score: 1 / 3, metrics }
const extra = { timing: { seconds: 1, samplesPerSecond: 1 }, best }
const end: TrialEnd = { status: 'complete', best, weightsSha256: 'b'.repeat(64) }

let dir: string
let server: PrivateRedis
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hypersweep-redis-faults-'))
  await start()
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(dir, { recursive: true, force: true })
})

async function start(): Promise<void> {
  server = await privateRedis({ dir, command: inject('redisCommand') })
}

/** A disk that is busy makes Redis put off for up to two seconds what it has answered already: that is lost with it. */
async function kill(): Promise<void> {
  const client = redisClient({ url: server.url, role: 'worker' })
  await vi.waitFor(async () => expect(await client.info('persistence')).toMatch(/^aof_buffer_length:0\r$/m), 10_000)
  client.disconnect()
  process.kill(server.pid, 'SIGKILL')
  await server[Symbol.asyncDispose]()
}

async function command([name, ...words]: readonly [string, ...string[]]): Promise<void> {
  const client = redisClient({ url: server.url, role: 'worker' })
  await client.call(name, ...words)
  client.disconnect()
}

async function claimedTrial(store: SweepStore): Promise<Claim> {
  await store.addSweep(sweep)
  await store.addTrials(sweep.id, [{ number: 0, params: {}, seed: 7 }])
  const reply = await store.claim(trial, owner)
  return (reply as { claim: Claim }).claim
}

describe('a Redis killed with SIGKILL', () => {
  test('has kept every write that it acknowledged, where its disk kept up', async () => {
    await using store = await redisSweepStore({ url: server.url, patienceMs: 10_000 })
    const claim = await claimedTrial(store)
    for (let kills = 1; kills <= 3; kills++) {
      const before = (await store.trial(trial))!.epoch
      for (let epoch = before + 1; epoch <= before + 200; epoch++) await store.report(claim, { epoch, metrics }, extra)
      await kill()
      await start()
      const { reports } = (await store.trial(trial))!
      expect(reports.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 200 * kills }, (_, index) => index + 1))
    }
    expect(await store.finish(claim, end)).toEqual({ status: 'accepted' })
  })

  test('is waited for as long as the patience lasts, then named', async () => {
    await using patient = await redisSweepStore({ url: server.url, patienceMs: 10_000 })
    await using hasty = await redisSweepStore({ url: server.url, patienceMs: 300 })
    const claim = await claimedTrial(patient)
    await kill()
    const writes = [patient.renew(claim), patient.report(claim, { epoch: 1, metrics }, extra)]
    await expect(hasty.trial(trial)).rejects.toThrow(
      /^Redis at .*redis\.sock does not answer within 0\.3 s \(.+\)\. Start/,
    )
    await start()
    expect(await Promise.all(writes)).toEqual([{ status: 'accepted' }, { status: 'accepted' }])
  })
})

describe('a network that', () => {
  let proxy: FaultProxy
  let url: string
  beforeEach(async () => {
    proxy = await faultProxy(fileURLToPath(server.url.replace('unix:', 'file:')))
    url = `redis://127.0.0.1:${proxy.port}`
  })
  afterEach(() => proxy[Symbol.asyncDispose]())

  test('loses replies makes no write count twice', async () => {
    await using store = await redisSweepStore({ url })
    const lost = <T>(write: () => Promise<T>) => {
      proxy.loseNextReply()
      return write()
    }
    expect(await lost(() => store.addSweep(sweep))).toEqual(sweep)
    await lost(() => store.addTrials(sweep.id, [{ number: 0, params: {}, seed: 7 }]))
    const { claim } = (await lost(() => store.claim(trial, owner))) as { claim: Claim }
    expect(claim.attempt).toBe(1)
    expect(await lost(() => store.report(claim, { epoch: 1, metrics }, extra))).toEqual({ status: 'accepted' })
    expect(await lost(() => store.release(claim, { text: 'an error', failures: 1 }))).toEqual({ status: 'accepted' })
    const { claim: second } = (await lost(() => store.claim(trial, owner))) as { claim: Claim }
    expect(await lost(() => store.finish(second, end))).toEqual({ status: 'accepted' })
    expect(await lost(() => store.raiseGeneration(trial, 0))).toBe(1)
    const counted = { claims: 2, failures: 1, generation: 1, epoch: 1, state: end }
    expect(await store.trial(trial)).toMatchObject(counted)
    expect((await store.trial(trial))!.reports).toHaveLength(1)
  })

  test('goes silent is an error within the patience, and well again afterwards', async () => {
    await using store = await redisSweepStore({ url, patienceMs: 400 })
    const claim = await claimedTrial(store)
    proxy.hold()
    const began = performance.now()
    await expect(store.renew(claim)).rejects.toMatchObject({ code: 'REDIS_UNREACHABLE' })
    expect(performance.now() - began).toBeLessThan(2000)
    proxy.heal()
    await using later = await redisSweepStore({ url })
    expect(await later.renew(claim)).toEqual({ status: 'accepted' })
  })

  test('leads to a Redis with a password names what is wrong, and no password', async () => {
    await command(['CONFIG', 'SET', 'requirepass', 'right-word'])
    const began = performance.now()
    for (const wrong of [url, url.replace('//', '//:wrong-word@')]) {
      const error: unknown = await redisSweepStore({ url: wrong }).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: 'REDIS_LOGIN' })
      expect(String(error)).toContain('Put user and password into its URL.')
      expect(String(error)).not.toMatch(/right-word|wrong-word/)
    }
    expect(performance.now() - began).toBeLessThan(4000)
    await using store = await redisSweepStore({ url: url.replace('//', '//:right-word@') })
    expect(await store.sweeps()).toEqual([])
  })
})

describe('a Redis that refuses to write', () => {
  test.each([
    ['because it became a replica', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE'], 'READONLY'],
    ['because its memory is full', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0'], 'OOM'],
  ] as const)('%s is waited for, and named when it does not mend', async (_, breaking, mending, word) => {
    await using hasty = await redisSweepStore({ url: server.url, patienceMs: 200 })
    await using patient = await redisSweepStore({ url: server.url, patienceMs: 10_000 })
    await command(breaking)
    const refused: unknown = await hasty.addSweep(sweep).catch((caught: unknown) => caught)
    expect(refused).toMatchObject({ code: 'REDIS_REFUSES' })
    expect(String(refused)).toContain(word)
    const waiting = patient.addSweep(sweep)
    await command(mending)
    expect(await waiting).toEqual(sweep)
  })
})

describe('redisDurability names', () => {
  test.each([
    [['CONFIG', 'SET', 'appendonly', 'no'], 'appendonly is no: a restart loses results'],
    [
      ['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru'],
      'maxmemory-policy is allkeys-lru: a full memory deletes results',
    ],
    [['REPLICAOF', '127.0.0.1', '1'], 'it is a replica and refuses writes'],
  ] as const)('what %j does', async (words, problem) => {
    await command(words)
    const client = redisClient({ url: server.url, role: 'command' })
    const problems = await redisDurability(client)
    client.disconnect()
    expect(problems.map((each) => each.problem)).toEqual([problem])
    expect(problems[0]!.fix).toMatch(/\w/)
  })
})

test('a Redis that still reads its file is waited for: until then INFO says that it is not append-only', async () => {
  const log = readdirSync(join(dir, 'appendonlydir')).find((name) => name.endsWith('.incr.aof'))!
  const script = 'for i = 1, 30000 do local x = i end'
  const slow = `*3\r\n$4\r\nEVAL\r\n$${script.length}\r\n${script}\r\n$1\r\n0\r\n`
  appendFileSync(join(dir, 'appendonlydir', log), slow.repeat(5000))
  process.kill(server.pid, 'SIGKILL')
  // This role sends INFO as soon as it is connected.
  const client = redisClient({ url: server.url, role: 'command' })
  while (!(await client.info().catch(String)).includes('loading:1')) await pause(1)
  const problems = await redisDurability(client)
  client.disconnect()
  expect(problems).toEqual([])
})

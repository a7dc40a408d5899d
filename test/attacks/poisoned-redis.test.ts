import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AdapterError, bullmqTrialQueue, redisClient, redisSweepStore } from '@hypersweep/adapters'
import { numericsId } from '@hypersweep/runner'
import { type SweepSpec, type TrialId, trialId } from '@hypersweep/sweep'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { start, temporaryFolder } from '../e2e/cli.ts'
import { ownRedis } from '../e2e/own-redis.ts'
import { ID, NAME, plantSweep, soundSpec } from './planted-sweep.ts'

const prefix = `{hs}:poisoned-${crypto.randomUUID()}`
const url = inject('redisUrl')
const client = redisClient({ url: inject('redisAdminUrl'), role: 'command' })
const store = await redisSweepStore({ url, prefix })
const trial = trialId(ID, 0)
let record: { spec: SweepSpec }
let summary: unknown[]

beforeAll(async () => {
  await plantSweep(store, '')
  record = JSON.parse((await client.hget(`${prefix}:sweep-records`, ID))!)
  summary = JSON.parse((await client.hget(`${prefix}:summaries:${ID}`, '0'))!)
})
afterAll(async () => {
  await client.unlink(...(await client.keys(`${prefix}:*`)))
  client.disconnect()
  await store[Symbol.asyncDispose]()
})

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'read',
    (error: AdapterError) => error.code,
  )
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
const record_ = (change: object) => JSON.stringify({ ...record, ...change })
const spec = (change: object) => record_({ spec: { ...record.spec, ...change } })

describe('a record of a sweep in a Redis that holds', () => {
  test.each<[string, () => string]>([
    ['no JSON', () => '{"id":'],
    ['null', () => 'null'],
    ['a list', () => '[]'],
    ['another id', () => record_({ id: 'another000' })],
    ['no spec', () => record_({ spec: undefined })],
    ['a time that is a text', () => record_({ createdAt: 'now' })],
    ['a hundred thousand brackets', () => `${record_({}).slice(0, -1)},"more":${nested(100_000)}}`],
    ['a hundred levels in its model', () => record_({}).replace('"layers":', `"more":${nested(100)},"layers":`)],
    ['__proto__', () => `{"__proto__":{"polluted":1},${record_({}).slice(1)}`],
    ['__proto__ in its model', () => record_({}).replace('"layers":', '"__proto__":{"polluted":1},"layers":')],
    ['no objective', () => spec({ objective: null })],
    ['an axis of nothing', () => spec({ parameters: [null] })],
    ['an unbounded axis', () => spec({ parameters: [{ name: 'x', distribution: { kind: 'uniform', min: 0 } }] })],
    ['a method that is none', () => spec({ method: 'constructor' })],
    ['1e999 replicates', () => record_({}).replace('"replicates":1', '"replicates":1e999')],
    ['-1 replicates', () => spec({ replicates: -1 })],
  ])('%s is refused, and hides no other sweep', async (_, text) => {
    await client.hset(`${prefix}:sweep-records`, ID, text())
    expect(await codeOf(store.sweep(ID))).toBe('REDIS_CONTENT')
    expect(await codeOf(store.sweepNamed(NAME))).toBe('REDIS_CONTENT')
    expect(await store.sweeps()).toEqual([])
    await client.hset(`${prefix}:sweep-records`, ID, record_({}))
    expect(await store.sweeps()).toHaveLength(1)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test.each(['two\nlines', '../../climbed', 'CON:', '\u001b[2J', 'a b', '$(touch ran)', '-rf', '__proto__', ''])(
    'the name %j is refused',
    async (name) => {
      await client.hset(`${prefix}:sweep-names`, ID, name)
      const code = await codeOf(store.sweep(ID).then((sweep) => sweep ?? Promise.reject({ code: 'REDIS_CONTENT' })))
      expect(code).toBe('REDIS_CONTENT')
      await client.hset(`${prefix}:sweep-names`, ID, NAME)
    },
  )
})

describe('a trial in a Redis that has', () => {
  const changed = (index: number, value: unknown) => JSON.stringify(summary.with(index, value))
  const first = (change: object) => changed(0, JSON.stringify({ ...JSON.parse(summary[0] as string), ...change }))
  test.each<[string, () => string]>([
    ['no JSON', () => 'x'],
    ['null', () => 'null'],
    ['nothing', () => '[]'],
    ['another number', () => first({ number: 1 })],
    ['a number below 0', () => first({ number: -1 })],
    ['a param that is a list', () => first({ params: { learning_rate: [[1]] } })],
    ['a param named __proto__', () => changed(0, (summary[0] as string).replace('learning_rate', '__proto__'))],
    ['a seed beyond what is exact', () => changed(0, (summary[0] as string).replace('"seed":1', '"seed":1e308'))],
    ['an end that is null', () => changed(2, 'null')],
    ['an end that is none', () => changed(2, '{"status":"won"}')],
    ['a reason that is none', () => changed(2, '{"status":"failed","reason":"\\u001b[2J","message":""}')],
    ['a score of 1e999', () => changed(2, (summary[2] as string).replace('"score":0.5', '"score":1e999'))],
    ['counts that are words', () => changed(5, 'many')],
    ['a deep list', () => nested(100_000)],
  ])('%s is refused', async (_, text) => {
    const fresh = await redisSweepStore({ url, prefix })
    await client.hset(`${prefix}:summaries:${ID}`, '0', text())
    expect(await codeOf(fresh.summaries(ID))).toBe('REDIS_CONTENT')
    await client.hset(`${prefix}:summaries:${ID}`, '0', JSON.stringify(summary))
    expect(await fresh.summaries(ID)).toHaveLength(4)
    await fresh[Symbol.asyncDispose]()
  })

  test.each(['-1', '1e9', '4294967295', 'length', '__proto__'])('the number %s is refused at once', async (field) => {
    const number = JSON.stringify({ ...JSON.parse(summary[0] as string), number: Number(field) })
    const fresh = await redisSweepStore({ url, prefix })
    await client.hset(`${prefix}:summaries:${ID}`, field, JSON.stringify(summary.with(0, number)))
    const before = performance.now()
    expect(await codeOf(fresh.summaries(ID))).toBe('REDIS_CONTENT')
    expect(performance.now() - before).toBeLessThan(2000)
    await client.hdel(`${prefix}:summaries:${ID}`, field)
    await fresh[Symbol.asyncDispose]()
  })

  test.each(['null', '{}', 'x', '{"at":"1","what":"\\u001b[2J","attempt":"1","worker":"w","epoch":"1"}'])(
    'the event %s is refused',
    async (event) => {
      await client.rpush(`${prefix}:events:${trial}`, event)
      expect(await codeOf(store.events(trial))).toBe('REDIS_CONTENT')
      await client.rpop(`${prefix}:events:${trial}`)
    },
  )

  test('a control that is none is refused', async () => {
    await client.set(`${prefix}:control:${ID}`, 'explode')
    expect(await codeOf(store.control(ID))).toBe('REDIS_CONTENT')
    expect(await codeOf(store.summaries(ID))).toBe('REDIS_CONTENT')
    await client.del(`${prefix}:control:${ID}`)
  })
})

test('a sweep of which a trial cannot be read hides no other from ls, and keeps serve from driving none', async () => {
  const folder = temporaryFolder()
  const cwd = folder.path
  await using redis = await ownRedis()
  await using own = await redisSweepStore({ url: redis.url })
  const spec = await soundSpec()
  for (const name of ['spoiled', 'sound']) {
    const id = `${name}0000000`.slice(0, 10)
    await own.addSweep({ id, name, spec: { ...spec, name }, numerics: await numericsId(), createdAt: 0 })
    await own.addTrials(id, [{ number: 0, params: { learning_rate: 0.1 }, seed: 1 }])
  }
  await redis.command('HSET', '{hs}:summaries:spoiled000', '0', '["null"]')

  const listed = await start(['ls', '-f', 'json', '--redis', redis.url], { cwd }).ended
  expect(JSON.parse(listed.stdout)).toMatchObject([{ name: 'sound', trials: 1 }])
  expect(listed.stderr).toBe(
    'hypersweep: Not listed: spoiled: What the Redis holds as a trial of sweep spoiled000 is none that this version can read. Another version or another program wrote it: use that one, or take it out of the Redis.\n',
  )
  expect(listed.code).toBe(1)

  const serving = start(['serve', '--listen', 'none', '--redis', redis.url], { cwd })
  await serving.line(/sound: driving 2 trials/)
  await serving.line(/spoiled: What the Redis holds as/)
  serving.child.kill('SIGTERM')
  const { stderr, code } = await serving.ended
  expect(stderr.match(/What the Redis holds/g)).toHaveLength(1)
  expect(code).toBe(0)
  folder[Symbol.dispose]()
})

describe('a sweep that an attacker has put into a Redis', () => {
  /** Code that would tell that it was run. */
  const CODE = "import('node:fs').then((fs) => fs.writeFileSync('ran', ''))"

  test('leads a worker to no code, no file outside its roots and no end of it', async () => {
    const folder = temporaryFolder()
    const cwd = join(folder.path, 'worker')
    mkdirSync(join(cwd, 'data'), { recursive: true })
    for (const place of [folder.path, cwd]) writeFileSync(join(place, 'evil.mjs'), CODE)
    writeFileSync(join(folder.path, 'secret.csv'), 'a,label\nsecret-word,1\n')
    await using redis = await ownRedis()
    await using own = await redisSweepStore({ url: redis.url })
    await using queue = await bullmqTrialQueue({ url: redis.url })
    const sound = await soundSpec()
    const { data, model, training } = sound.objective
    const csv = (path: string) => ({ data: { ...data, source: 'csv', path, label: 'label', validation: 1 } })
    const attacks: Record<string, object> = {
      climbing00: csv('../../secret.csv'),
      absolute00: csv(join(folder.path, 'secret.csv')),
      dataurl000: csv(`data:text/javascript,${encodeURIComponent(CODE)}`),
      module0000: { training: { ...training, module: join(cwd, 'evil.mjs'), objective: './evil.mjs', command: CODE } },
      layercode0: {
        model: {
          ...model,
          layers: [
            { dense: 4, activation: CODE },
            { dense: 3, init: 'constructor' },
          ],
        },
      },
      optimizer0: { training: { ...training, optimizer: '../../evil.mjs' } },
      source0000: { data: { ...data, source: join(cwd, 'evil.mjs') } },
      huge000000: { model: { layers: [{ dense: 1e15 }, { dense: 3 }] } },
    }
    for (const [id, change] of Object.entries(attacks)) {
      const objective = { ...sound.objective, ...change } as SweepSpec['objective']
      const spec = { ...sound, name: id, objective }
      await own.addSweep({ id, name: id, spec, numerics: await numericsId(), createdAt: 0 })
      await own.addTrials(id, [{ number: 0, params: { learning_rate: 0.1 }, seed: 1 }])
    }
    const good = { ...sound, name: 'good' }
    await own.addSweep({ id: 'good000000', name: 'good', spec: good, numerics: await numericsId(), createdAt: 0 })
    await own.addTrials('good000000', [{ number: 0, params: { learning_rate: 0.1 }, seed: 1 }])
    const trials = [...Object.keys(attacks), 'good000000'].map((id) => trialId(id, 0))
    const climbing = ['../../climbed-0', '/tmp/climbed-0', 'a\0b-0', 'CON-0'] as TrialId[]
    await queue.offer([...climbing, ...trials].map((id) => ({ trial: id, generation: 0 })))

    const worker = start(['worker', '--threads', '1', '--data-root', 'data', '--redis', redis.url], { cwd })
    await worker.line(/good: trial 0 complete/)
    worker.child.kill('SIGTERM')
    const { stdout, stderr } = await worker.ended
    expect(stderr + stdout).not.toMatch(/secret-word|^\s+at /m)
    for (const id of Object.keys(attacks)) {
      const [summary] = await own.summaries(id)
      expect({ id, state: summary?.state.status }).not.toMatchObject({ state: 'complete' })
    }
    expect(existsSync(join(cwd, 'ran')) || existsSync(join(folder.path, 'ran'))).toBe(false)
    expect(readdirSync(folder.path).toSorted()).toEqual(['evil.mjs', 'secret.csv', 'worker'])
    expect(readdirSync(cwd).toSorted()).toEqual(['.hypersweep', 'data', 'evil.mjs'])
    const kept = readdirSync(join(cwd, '.hypersweep/checkpoints')).filter((name) => !name.startsWith('.'))
    expect(kept).toEqual(['good000000-0'])
    folder[Symbol.dispose]()
  })
})

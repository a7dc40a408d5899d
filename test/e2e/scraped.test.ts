import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { redisSweepStore } from '@hypersweep/adapters'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { alerts, infra, metricNames, panels } from '../prometheus/expressions.ts'
import { prometheusPrograms } from '../prometheus/prometheus-programs.ts'
import { type RunningPrometheus, runningPrometheus } from '../prometheus/running-prometheus.ts'
import { type CliProcess, start, succeed, temporaryFolder } from './cli.ts'
import { ownRedis } from './own-redis.ts'

const programs = await prometheusPrograms()

/** Some trials that end well, some that diverge, and one that trains until something happens to it. */
const SWEEP = `
name: scraped
method: grid
parameters:
  learning_rate: { values: [0.01, 0.1, 1.0e+30] }
  hidden: { values: [4, 8] }
data: { source: moons, rows: 400 }
model: { layers: [{ dense: $hidden }, { dense: 2 }] }
training: { optimizer: sgd, epochs: 5, batch_size: 16 }
`
const LONG = SWEEP.replace('scraped', 'long')
  .replace(/values: \[.*\]/g, 'values: [0.01]')
  .replace('epochs: 5', 'epochs: 1000000')
  .replace('hidden: { values: [0.01] }', 'hidden: { values: [4] }')

const patience = { timeout: 60_000, interval: 200 }
const folder = temporaryFolder()
const cwd = folder.path
const opened = new AsyncDisposableStack()
const urls: Record<'coordinator' | 'worker', string> = { coordinator: '', worker: '' }
let redisUrl: string
let prometheus: RunningPrometheus | undefined
let worker: CliProcess

/** The sum of a metric's samples whose labels match, as a target says them now. */
async function total(job: keyof typeof urls, name: string, labels = /.*/): Promise<number> {
  const text = await (await fetch(`${urls[job]}/metrics`)).text()
  const samples = [...text.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm'))]
  return samples.filter(([, found = '']) => labels.test(found)).reduce((sum, [, , value]) => sum + Number(value), 0)
}

beforeAll(async () => {
  opened.use(folder)
  const redis = opened.use(await ownRedis())
  redisUrl = redis.url
  writeFileSync(join(cwd, 'sweep.yaml'), SWEEP)
  writeFileSync(join(cwd, 'long.yaml'), LONG)
  urls.coordinator = await listening(['serve', '--redis', redisUrl, '--listen', '127.0.0.1:0'], /Answering at (\S+)\. /)
  const flags = ['--redis', redisUrl, '--threads', '1', '--listen', '127.0.0.1:0', '--log-format', 'json']
  urls.worker = await listening(['worker', ...flags], /"url":"(.*?)"/)
  if ('missing' in programs) return
  const rules = join(infra, 'prometheus/alerts.yml')
  prometheus = opened.use(await runningPrometheus(programs.prometheus, { jobs: urls, rules }))
  // A count rises for who has seen it before.
  await vi.waitUntil(async () => (await prometheus?.ask('up == 1').catch(() => []))?.length === 2, patience)
}, 180_000)
afterAll(() => opened.disposeAsync())

/** Starts a process that ends with this file, and answers where it listens. */
async function listening(args: string[], where: RegExp): Promise<string> {
  const process = start(args, { cwd })
  opened.defer(async () => {
    process.child.kill('SIGTERM')
    await process.ended
  })
  worker = process
  return where.exec(await process.line(where))![1]!
}

test('a sweep is counted: its ends, epochs and rows, checkpoints, starts, and its trials by state', async () => {
  await succeed(['create', 'sweep.yaml', '--redis', redisUrl], { cwd })
  await vi.waitFor(async () => {
    expect(await total('worker', 'hypersweep_trials_ended_total')).toBe(6)
    expect(await total('coordinator', 'hypersweep_trials', /state="(complete|failed)"/)).toBe(6)
  }, patience)
  expect(await total('worker', 'hypersweep_trials_ended_total', /state="failed",reason="diverged"/)).toBe(2)
  expect(await total('worker', 'hypersweep_epochs_total')).toBe(20)
  // Of 400 rows a fifth validates, and a fifth tests.
  expect(await total('worker', 'hypersweep_samples_total')).toBe(20 * 240)
  expect(await total('worker', 'hypersweep_checkpoint_write_seconds_count')).toBe(20)
  expect(await total('worker', 'hypersweep_checkpoint_bytes_sum')).toBeGreaterThan(20 * 1000)
  expect(await total('worker', 'hypersweep_claim_to_start_seconds_count')).toBeGreaterThanOrEqual(4)
  expect(await total('worker', 'hypersweep_threads')).toBe(1)
})

test('a write that comes too late, and a process that dies with its trial, are counted', async () => {
  await succeed(['create', 'long.yaml', '--redis', redisUrl], { cwd })
  const rounds = () => total('coordinator', 'hypersweep_driver_round_seconds_count')
  await vi.waitFor(async () => expect(await rounds()).toBeGreaterThan(0), patience)
  await vi.waitFor(async () => expect(await total('worker', 'hypersweep_threads_busy')).toBe(1), patience)
  await using store = await redisSweepStore({ url: redisUrl })
  const sweep = (await store.sweepNamed('long'))!
  const [trial] = await store.summaries(sweep.id)
  await store.takeOver(sweep.id, { text: 'taken by the test' })
  const reply = await store.claim(trial!.id, { token: 'other', worker: 'other' })
  if (reply.status !== 'claimed') throw new Error(reply.status)
  const refused = () => total('worker', 'hypersweep_stale_writes_refused_total')
  await vi.waitFor(async () => expect(await refused()).toBeGreaterThan(0), patience)

  await store.release(reply.claim)
  await vi.waitFor(async () => expect(await total('worker', 'hypersweep_threads_busy')).toBe(1), patience)
  const epochs = () => total('worker', 'hypersweep_epochs_total')
  const before = await epochs()
  let least = before
  const line = await worker.line(/"event":"began"/)
  process.kill(JSON.parse(line).pid, 'SIGKILL')
  await vi.waitFor(async () => {
    least = Math.min(least, await epochs())
    expect(await total('worker', 'hypersweep_retries_total', /reason="crash"/)).toBe(1)
    expect(await epochs()).toBeGreaterThan(before)
  }, patience)
  // The counts of the dead go on in its successor.
  expect(least).toBe(before)
})

test('the lines of a worker are JSON, with what they are about, and name its process', async () => {
  const claimed = JSON.parse(await worker.line(/"sweep":"scraped".*"event":"complete"/))
  expect(claimed).toMatchObject({ level: 'info', sweep: 'scraped', attempt: 1, event: 'complete', place: 1 })
  expect(claimed.pid).not.toBe(worker.child.pid)
  expect(JSON.parse(await worker.line(/"event":"worker died"/))).toMatchObject({ level: 'warn', place: 1 })
})

test('what ends a coordinator is a line of its log too, without its password', async () => {
  const args = [
    'serve',
    '--redis',
    'redis://ada:secret-word@127.0.0.1:1',
    '--log-format',
    'json',
    '--listen',
    '127.0.0.1:0',
  ]
  const { code, stderr } = await start(args, { cwd }).ended
  const lines = stderr.trimEnd().split('\n')
  expect(code).toBe(2)
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'error', msg: expect.stringContaining('Redis at 127.0.0.1:1 does not answer') }),
  ])
  expect(stderr).not.toContain('secret-word')
})

test('worker and coordinator are well and ready', async () => {
  for (const url of Object.values(urls)) {
    for (const path of ['/healthz', '/readyz']) {
      const answer = await fetch(`${url}${path}`)
      expect([path, answer.status, await answer.json()]).toEqual([path, 200, { status: 'ok' }])
    }
  }
})

test('every metric that an alert or a panel asks for is told by a worker or a coordinator', async () => {
  const texts = await Promise.all(Object.values(urls).map(async (url) => (await fetch(`${url}/metrics`)).text()))
  const told = new Set(texts.flatMap((text) => [...text.matchAll(/^(\w+)(?:\{.*\})? /gm)].map(([, name]) => name)))
  const asked = new Set([...alerts(), ...panels()].flatMap(metricNames))
  asked.delete('up') // Prometheus's own.
  expect([...asked].filter((name) => !told.has(name))).toEqual([])
})

describe.skipIf('missing' in programs)('by Prometheus itself', () => {
  const { promtool } = programs as Exclude<typeof programs, { missing: string }>

  test.each(['coordinator', 'worker'] as const)('it has no objection to what a %s tells', async (job) => {
    const checking = execFile(promtool, ['check', 'metrics'])
    checking.stdin!.end(await (await fetch(`${urls[job]}/metrics`)).text())
    let said = ''
    for (const stream of [checking.stdout!, checking.stderr!]) stream.on('data', (text: string) => (said += text))
    expect([await once(checking, 'close').then(([code]) => code), said]).toEqual([0, ''])
  })

  test('it scrapes both, and has an answer to every question of the dashboard', async () => {
    for (const { where, text } of panels()) {
      const answered = async () => expect([where, (await prometheus!.ask(text)).length]).not.toEqual([where, 0])
      await vi.waitFor(answered, patience)
    }
  })

  test('it understands every alert', async () => {
    for (const { text } of alerts()) await prometheus!.ask(text)
    expect(await prometheus!.ask('ALERTS{alertstate="firing"}')).toEqual([])
  })
})

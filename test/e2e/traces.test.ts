import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type CliProcess, start, succeed, temporaryFolder } from './cli.ts'
import { otlpReceiver, type ReceivedSpan } from './otlp-receiver.ts'
import { ownRedis } from './own-redis.ts'

const SWEEP = `
name: traced
method: grid
parameters:
  learning_rate: { values: [0.01, 0.1, 1.0e+30] }
data: { source: moons, rows: 400 }
model: { layers: [{ dense: 8 }, { dense: 2 }] }
training: { optimizer: sgd, epochs: 3, batch_size: 16 }
`
const LONG = SWEEP.replace('name: traced', 'name: long')
  .replace(/values: \[.*\]/, 'values: [0.01]')
  .replace('epochs: 3', 'epochs: 1000000')

const patience = { timeout: 60_000, interval: 100 }
const folder = temporaryFolder()
const cwd = folder.path
const opened = new AsyncDisposableStack()
let receiver: Awaited<ReturnType<typeof otlpReceiver>>
let redis: string
let env: Record<string, string>

beforeAll(async () => {
  opened.use(folder)
  redis = opened.use(await ownRedis()).url
  receiver = opened.use(await otlpReceiver())
  env = { HYPERSWEEP_TRACES: '1', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }
  writeFileSync(join(cwd, 'traced.yaml'), SWEEP)
  writeFileSync(join(cwd, 'long.yaml'), LONG)
}, 60_000)
afterAll(() => opened.disposeAsync())

const worker = (more: Record<string, string> = env) =>
  start(['worker', '--redis', redis, '--threads', '1', '--count', '1', '--name', 'ada'], { cwd, env: more })

async function drained({ child, ended }: CliProcess) {
  child.kill('SIGTERM')
  return ended
}

const of = (trial: number, sweep: string) =>
  receiver.spans.filter(
    ({ attributes }) => attributes['hypersweep.trial'] === trial && attributes['hypersweep.sweep.id'] === sweep,
  )
const inOrder = (spans: readonly ReceivedSpan[]) => spans.toSorted((a, b) => Number(a.start - b.start))

test('a run and a worker write one trace for a trial, from its offer to its end', async () => {
  const training = worker()
  const run = await start(['run', 'traced.yaml', '--redis', redis], { cwd, env }).ended
  expect([run.code, run.stderr]).toEqual([0, expect.not.stringContaining('Traces')])
  expect((await drained(training)).code).toBe(0)
  const sweeps = new Set(receiver.spans.map(({ attributes }) => attributes['hypersweep.sweep.id'] as string))
  expect(sweeps.size).toBe(1)
  const [sweep] = [...sweeps] as [string]
  expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(3)
  const spans = of(0, sweep)
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
  const life = spans.find(({ name }) => name === 'trial')!
  const within = (parent: ReceivedSpan) => inOrder(spans.filter(({ parentSpanId }) => parentSpanId === parent.spanId))
  expect(within(life).map(({ name, service }) => [name, service])).toEqual([
    ['offer', 'hypersweep-driver'],
    ['attempt', 'hypersweep-worker'],
  ])
  const attempt = within(life)[1]!
  const parts = within(attempt)
  const names = parts.map(({ name }) => name)
  expect([names.slice(0, 2), names.at(-1)]).toEqual([['claim', 'start'], 'finish'])
  // A thread trains on while its last epoch is written down.
  for (const epoch of [1, 2, 3]) {
    const own = parts.filter(({ attributes }) => attributes['hypersweep.epoch'] === epoch)
    expect(own.map(({ name }) => name)).toEqual(['epoch', 'checkpoint', 'report'])
  }
  expect(attempt.attributes).toMatchObject({ 'hypersweep.sweep': 'traced', 'hypersweep.epochs': 3 })
  expect(attempt.attributes['hypersweep.worker']).toMatch(/^ada/)
  const diverged = of(2, sweep).find(({ name }) => name === 'trial')
  expect(diverged?.attributes).toMatchObject({ 'hypersweep.outcome': 'failed', 'hypersweep.reason': 'diverged' })
}, 120_000)

test('a trial that is given back goes on in its trace, elsewhere, from the checkpoint that is read', async () => {
  receiver.spans.length = 0
  const driver = start(['run', 'long.yaml', '--redis', redis], { cwd, env })
  const shown = (attempt: number, name: string) =>
    receiver.spans.filter((span) => span.name === name && span.attributes['hypersweep.attempt'] === attempt).length
  for (const attempt of [1, 2]) {
    const training = worker()
    const before = receiver.spans.filter(({ name }) => name === 'epoch').length
    const epochs = () => expect(receiver.spans.filter(({ name }) => name === 'epoch').length).toBeGreaterThan(before)
    await vi.waitFor(epochs, patience)
    // What is left goes out while it drains.
    expect((await drained(training)).code).toBe(0)
    expect(shown(attempt, 'attempt')).toBe(1)
  }
  await drained(driver)
  await succeed(['cancel', 'long', '--redis', redis], { cwd })
  const [first, second] = inOrder(receiver.spans.filter(({ name }) => name === 'attempt')) as [
    ReceivedSpan,
    ReceivedSpan,
  ]
  expect(first.attributes['hypersweep.outcome']).toBe('given back')
  expect(second.traceId).toBe(first.traceId)
  const loads = receiver.spans.filter(({ name }) => name === 'load')
  expect(loads.map(({ parentSpanId }) => parentSpanId)).toEqual([second.spanId])
}, 120_000)

test('a receiver that is away hinders nothing, and is spoken of once', async () => {
  const away = { HYPERSWEEP_TRACES: '1', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9/?key=secret' }
  const training = worker(away)
  const [text, run] = [SWEEP.replace('name: traced', 'name: untold'), join(cwd, 'untold.yaml')]
  writeFileSync(run, text)
  const { code } = await start(['run', run, '--redis', redis], { cwd, env: { ...env, HYPERSWEEP_TRACES: '' } }).ended
  expect(code).toBe(0)
  const before = performance.now()
  await training.line(/Traces do not reach http:\/\/127\.0\.0\.1:9 /)
  const { code: ended, stderr } = await drained(training)
  expect(performance.now() - before).toBeLessThan(15_000)
  expect(ended).toBe(0)
  expect(stderr.match(/Traces do not reach/g)).toHaveLength(1)
  expect(stderr).not.toMatch(/secret|ECONNREFUSED.*\n.*ECONNREFUSED/)
}, 120_000)

test('a slip in the environment is told before anything is done', async () => {
  const odd = { ...env, HYPERSWEEP_TRACES: 'yes' }
  for (const args of [
    ['worker', '--redis', redis],
    ['run', 'traced.yaml', '--dir', 'odd'],
  ]) {
    const { code, stderr } = await start(args, { cwd, env: odd }).ended
    expect([code, stderr.split('\n').length, stderr]).toEqual([
      2,
      2,
      expect.stringContaining('HYPERSWEEP_TRACES is "yes".'),
    ])
  }
})

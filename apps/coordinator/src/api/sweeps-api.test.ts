import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { type Service, startService } from '@hypersweep/service'
import { trialId } from '@hypersweep/sweep'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { eventSchema, jsonSchema } from '../schemas/index.ts'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'
import { explain } from './explain.ts'
import { sweepsApi } from './sweeps-api.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const token = 'canary-token-0123456789'
const folder = mkdtempSync(join(tmpdir(), 'hypersweep-api-'))
const dataRoot = join(folder, 'data')
const store = memorySweepStore()
const cli = testCli({ store, checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)
const said: string[] = []
const stop = new AbortController()
let service: Service

beforeAll(async () => {
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  await cli.run('run arms.yaml')
  await cli.run('run arms.yaml --set name=hot --set parameters.learning_rate={values:[0.1,1e38]}')
  service = await startService({
    listen: { host: '127.0.0.1', port: 0 },
    token,
    routes: [sweepsApi({ engine: cli.engine(), dataRoot, signal: stop.signal, say: (line) => said.push(line) })],
    explain: explain(dataRoot),
    onFault: (error) => expect.unreachable(String(error)),
  })
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

function ask(path: string, { headers = {}, ...init }: RequestInit = {}) {
  // Training in this process is long enough for the server to close what it has kept, as the next request is sent.
  const own = { Authorization: `Bearer ${token}`, Connection: 'close' }
  return fetch(`${service.url}/api/v1${path}`, { ...init, headers: { ...own, ...headers } })
}
const post = (path: string, body?: string) =>
  ask(path, { method: 'POST', ...(body !== undefined && { body, headers: { 'Content-Type': 'application/yaml' } }) })

async function refusal(asked: Promise<Response>) {
  const answer = await asked
  const text = await answer.text()
  expect(text).not.toContain(token)
  expect(text).not.toContain(folder)
  const { error } = JSON.parse(text)
  return { status: answer.status, ...error }
}

function complaints(schema: object, value: unknown): unknown {
  const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)
  return validate(value) ? [] : validate.errors
}

test.each([
  ['/sweeps', 'ls', 'ls'],
  ['/sweeps/arms', 'status', 'status arms'],
  ['/sweeps/arms/leaderboard', 'leaderboard', 'leaderboard arms'],
  ['/sweeps/arms/leaderboard?top=2&offset=1', 'leaderboard', 'leaderboard arms --top 2 --offset 1'],
  [
    '/sweeps/hot/leaderboard?state=failed&columns=rank,reason',
    'leaderboard',
    'lb hot --state failed --columns rank,reason',
  ],
  ['/sweeps/arms/leaderboard?group-by=momentum&sort=std', 'leaderboard', 'lb arms --group-by momentum --sort std'],
  [
    '/sweeps/arms/leaderboard?filter=momentum%3D0&sort=learning_rate&desc',
    'leaderboard',
    'lb arms --filter momentum=0 --sort learning_rate --desc',
  ],
  ['/sweeps/hot/trials', 'trials', 'trials hot'],
  ['/sweeps/arms/trials/2', 'trial show', 'trial show arms 2'],
  ['/sweeps/hot/trials/3', 'trial show', 'trial show hot 3'],
  ['/sweeps/arms/best', 'best', 'best arms'],
  ['/sweeps/arms/digest', 'digest', 'digest arms'],
])('GET %s is what its schema says and "%s -f json" prints', async (path, command, line) => {
  const answer = await ask(path)
  const text = await answer.text()
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(complaints(jsonSchema(command), JSON.parse(text))).toEqual([])
  expect(text).toBe((await cli.run(`${line} -f json`)).out)
})

test.each([
  ['/sweeps/none', 404, 'UNKNOWN_SWEEP'],
  ['/sweeps/amrs', 404, 'UNKNOWN_SWEEP'],
  ['/sweeps/..%2f..%2fetc%2fpasswd', 404, 'UNKNOWN_SWEEP'],
  ['/sweeps/%2e%2e%2fdata/best', 404, 'UNKNOWN_SWEEP'],
  ['/sweeps/arms%00', 404, 'UNKNOWN_SWEEP'],
  ['/sweeps/__proto__', 404, 'UNKNOWN_SWEEP'],
  ['/sweeps/arms/trials/6', 404, 'UNKNOWN_TRIAL'],
  ['/sweeps/arms/trials/..%2f0', 400, 'TRIAL_NUMBER'],
  ['/sweeps/arms/nothing', 404, 'NOT_FOUND'],
  ['/sweeps/arms/leaderboard?top=x', 400, 'PARAMETER'],
  ['/sweeps/arms/leaderboard?columns=nothing', 400, 'UNKNOWN_COLUMN'],
  ['/sweeps/arms/leaderboard?filter=momentum+%3E', 400, 'FILTER'],
  ['/sweeps/arms/leaderboard?state=dead', 400, 'QUERY'],
])('GET %s is refused by %i', async (path, status, code) => {
  expect(await refusal(ask(path))).toMatchObject({ status, code })
})

test('a sweep is created of a file, once, and then is what it was', async () => {
  const file = ARMS.replace('name: arms', 'name: posted')
  const first = await post('/sweeps', file)
  expect([first.status, first.headers.get('location')]).toEqual([201, '/api/v1/sweeps/posted'])
  const status = await first.json()
  expect(complaints(jsonSchema('status'), status)).toEqual([])
  expect(status).toMatchObject({ name: 'posted', total: 6, waiting: 6 })
  expect((await post('/sweeps', file)).status).toBe(200)
  const other = await refusal(post('/sweeps', file.replace('seed: 1', 'seed: 2')))
  expect(other).toMatchObject({ status: 409, code: 'SWEEP_DIFFERS', fix: expect.stringContaining('another name') })
})

const WITH_DATA = (path: string) => `name: outside
method: grid
parameters: { learning_rate: { values: [0.1, 0.2] } }
data: { source: csv, path: ${path}, label: a }
model: { layers: [{ dense: 3 }] }
training: { optimizer: sgd, epochs: 2 }
`

test.each(['/etc/passwd', '../secret.csv', 'x/../../secret.csv', '~/../../secret.csv'])(
  'data at %s is outside of what a sweep that comes by HTTP may name',
  async (path) => {
    writeFileSync(join(folder, 'secret.csv'), 'a,b\n1,2\n')
    const refused = await refusal(post('/sweeps', WITH_DATA(path)))
    expect(refused).toMatchObject({ status: 400, code: 'DATA_PATH', issues: [{ line: 4 }] })
    expect(await store.sweepNamed('outside')).toBeUndefined()
  },
)

const BOMB = `a: &a [x, x, x, x, x, x, x, x]\n${[...'bcdefghi'].map((name, index) => `${name}: &${name} [${Array(8).fill(`*${'abcdefgh'[index]}`).join(', ')}]`).join('\n')}\n`

test.each<[string, string, number]>([
  ['no YAML', 'name: [', 400],
  ['broken JSON', '{"name": "x",', 400],
  ['an empty body', ' ', 400],
  ['a list', '[]', 400],
  ['keys that are prototypes', ARMS.replace('seed: 1', '__proto__: { polluted: true }'), 400],
  ['a constructor in the parameters', ARMS.replace('parameters:', 'parameters:\n  constructor: { values: [1] }'), 400],
  ['an expanding file', BOMB, 400],
  ['a name that leaves its folder', ARMS.replace('name: arms', 'name: ../arms'), 400],
  ['an absolute name', ARMS.replace('name: arms', 'name: /etc/cron.d/arms'), 400],
  ['a name with an escape', ARMS.replace('name: arms', 'name: "a\\e[2Jb"'), 400],
  ['data that is not there', WITH_DATA('missing.csv'), 400],
  ['more than a sweep file may have', `# ${'x'.repeat(256 * 1024)}`, 413],
])('a sweep of %s is refused, and nothing is written', async (_, body, status) => {
  const [sweeps, files] = [await store.sweeps(), readdirSync(folder)]
  const refused = await refusal(post('/sweeps', body))
  expect(refused).toMatchObject({ status, message: expect.stringMatching(/\S/), fix: expect.any(String) })
  expect(await store.sweeps()).toEqual(sweeps)
  expect(readdirSync(folder)).toEqual(files)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('a sweep is paused, resumed, stopped and cancelled, and says each time how it stands', async () => {
  await post('/sweeps', ARMS.replace('name: arms', 'name: held'))
  for (const [what, control] of [
    ['pause', 'pause'],
    ['resume', 'run'],
    ['stop', 'stop'],
    ['resume', 'run'],
    ['cancel', 'cancel'],
  ]) {
    const answer = await post(`/sweeps/held/${what}`)
    const status = await answer.json()
    expect(complaints(jsonSchema('status'), status)).toEqual([])
    expect(status.control).toBe(control)
    expect(said.at(-1)).toBe(`held: ${what} by HTTP`)
  }
})

test('what has ended is left as it is, and GET changes nothing', async () => {
  expect(await (await post('/sweeps/arms/cancel')).json()).toMatchObject({ control: 'run', complete: 6 })
  for (const what of ['pause', 'cancel', 'resume']) expect((await ask(`/sweeps/arms/${what}`)).status).toBe(405)
})

test('a sweep is deleted when nothing works on it, and only then', async () => {
  await post('/sweeps', ARMS.replace('name: arms', 'name: gone'))
  const { id } = (await store.sweepNamed('gone'))!
  const claim = await store.claim(trialId(id, 0), { token: 't', worker: 'w' })
  if (claim.status !== 'claimed') throw new Error('not claimed')
  const running = await refusal(ask('/sweeps/gone', { method: 'DELETE' }))
  expect(running).toMatchObject({ status: 409, code: 'SWEEP_RUNS', fix: expect.stringContaining('cancel gone') })
  await store.release(claim.claim)
  cli.locked.add(id)
  expect(await refusal(ask('/sweeps/gone', { method: 'DELETE' }))).toMatchObject({ status: 409, code: 'SWEEP_RUNS' })
  cli.locked.delete(id)
  await post('/sweeps/gone/cancel')
  cli.locked.add(id)
  const soon = ask('/sweeps/gone', { method: 'DELETE' })
  setTimeout(() => cli.locked.delete(id), 300)
  expect((await soon).status).toBe(204)
  expect(await store.sweepNamed('gone')).toBeUndefined()
  expect((await ask('/sweeps/gone', { method: 'DELETE' })).status).toBe(404)
})

/** The events of a stream, each as its data; `each` is called with how many there were. */
async function events(path: string, each: (count: number) => void = () => undefined) {
  const answer = await ask(path)
  expect(answer.headers.get('content-type')).toMatch('text/event-stream')
  const found: { event: string; outcome?: string }[] = []
  let text = ''
  for await (const some of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += some
    const whole = text.split('\n\n')
    text = whole.pop()!
    for (const one of whole.filter((part) => part.includes('data:'))) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(one) ?? []
      expect(JSON.parse(data!).event).toBe(event)
      found.push(JSON.parse(data!))
      each(found.length)
    }
  }
  return found
}

test('events are told as status --watch --json tells them, until the sweep ends', async () => {
  const live = ARMS.replace('name: arms', 'name: live').replace('epochs: 3', 'epochs: 40')
  await post('/sweeps', live)
  writeFileSync(join(folder, 'live.yaml'), live)
  let running: Promise<unknown> | undefined
  const found = await events('/sweeps/live/events', () => (running ??= cli.run('run live.yaml')))
  await running
  for (const event of found) expect(complaints(eventSchema(), event)).toEqual([])
  expect(found[0]).toMatchObject({ event: 'sweep-started' })
  expect(found.at(-1)).toMatchObject({ event: 'sweep-ended', outcome: 'ended' })
  expect(found.filter(({ event }) => event === 'trial-ended')).toHaveLength(6)
  expect(found.filter(({ event }) => event === 'epoch')).toHaveLength(240)
})

test('who listens is let go when the server is asked to end', async () => {
  const found = await events('/sweeps/posted/events', () => stop.abort())
  expect(found.map(({ event }) => event)).toEqual(['sweep-started', 'sweep-ended'])
  expect(found.at(-1)).toMatchObject({ outcome: 'left' })
})

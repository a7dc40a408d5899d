import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type FaultProxy, faultProxy, type S3Server, s3Server } from '@hypersweep/adapters/s3-server'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CliProcess, type CliResult, run, start, succeed, temporaryFolder } from './cli.ts'
import { ownRedis } from './own-redis.ts'
import { SMALL } from './small.ts'

const folder = temporaryFolder()
const cwd = folder.path
const PLACE = 's3://sweeps/team'
let expected: string
let server: S3Server
let network: FaultProxy

beforeAll(async () => {
  writeFileSync(join(cwd, 'small.yaml'), SMALL)
  await succeed(['run', 'small.yaml', '--dir', 'embedded'], { cwd })
  expected = (await succeed(['digest', 'small', '--dir', 'embedded'], { cwd })).stdout
}, 120_000)
afterAll(() => folder[Symbol.dispose]())
beforeEach(async () => {
  server = await s3Server({ buckets: ['sweeps'] })
  network = await faultProxy(server.endpoint)
})
afterEach(async () => {
  await network[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** What tells every process where S3 is, and nothing of checkpoints. */
const amazon = () => ({
  AWS_ENDPOINT_URL_S3: network.endpoint,
  AWS_ACCESS_KEY_ID: server.keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: server.keys.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
})
const keys = () => [...server.buckets.get('sweeps')!.keys()]

/** The newest epoch that a trial has a checkpoint of; 0 before the first. */
function checkpointEpoch(number: number): number {
  const epochs = keys().map((key) => new RegExp(`-${number}/(\\d{6})-\\d{6}\\.safetensors$`).exec(key)?.[1])
  return Math.max(0, ...epochs.map((epoch) => Number(epoch ?? 0)))
}

/** A Redis, a driver and workers over S3; `worker` takes what differs from the others. */
function cast(redis: string, dir: string) {
  const env = { ...amazon(), HYPERSWEEP_REDIS: redis, HYPERSWEEP_CHECKPOINTS: PLACE }
  const worker = (name: string, more: Record<string, string> = {}) =>
    start(['worker', '--threads', '1', '--name', name], { cwd, env: { ...env, ...more } })
  return {
    env,
    driver: () => start(['run', 'small.yaml', '--dir', dir], { cwd, env }),
    worker,
    ask: (...args: string[]) => run([...args, '--dir', dir], { cwd, env }),
  }
}

async function drained(...workers: readonly CliProcess[]): Promise<string> {
  for (const { child } of workers) child.kill('SIGTERM')
  return (await Promise.all(workers.map(({ ended }) => ended))).map(({ stderr }) => stderr).join('')
}

function expectWhole(end: CliResult): void {
  expect(end.stderr).not.toMatch(/failed|mismatch/)
  expect(end.code).toBe(0)
}

test('over S3 a worker killed with SIGKILL is replaced, and the digest is that of the embedded engine; then the best is found, saved, and the sweep deleted', async () => {
  await using redis = await ownRedis()
  const { driver, worker, ask } = cast(redis.url, 'killed')
  const driving = driver()
  const [first, second] = [worker('first'), worker('second')]
  const claimed = await first.line(/trial \d+ claimed/)
  const number = Number(/trial (\d+) claimed/.exec(claimed)?.[1])
  while (checkpointEpoch(number) < 1) await pause(5)
  first.child.kill('SIGKILL')
  const reached = checkpointEpoch(number)
  expect(reached).toBeLessThanOrEqual(38)
  const third = worker('third')
  expectWhole(await driving.ended)
  const logs = await drained(second, third)
  const resumed = new RegExp(`trial ${number} claimed \\(attempt 2\\), resumed from epoch (\\d+)`).exec(logs)
  expect(Number(resumed?.[1])).toBeGreaterThanOrEqual(reached)
  expect((await ask('digest', 'small')).stdout).toBe(expected)
  expect(existsSync(join(cwd, 'killed', 'checkpoints'))).toBe(false)

  const best = JSON.parse((await ask('best', 'small', '--test', '-f', 'json')).stdout) as { checkpoints: string }
  expect(best.checkpoints).toMatch(/^s3:\/\/sweeps\/team\/[a-z0-9]{10}-\d$/)
  await ask('ensemble', 'small', '-o', join(cwd, 'saved'))
  expect(readdirSync(join(cwd, 'saved')).filter((name) => name.endsWith('.safetensors')).length).toBeGreaterThan(0)
  const elsewhere = await ask('ensemble', 'small', '--checkpoints', join(cwd, 'empty'))
  expect(elsewhere.code).toBe(2)
  expect(elsewhere.stderr).toContain(`The checkpoints of small are in ${PLACE}, and this is ${join(cwd, 'empty')}.`)
  const doctor = await ask('doctor')
  expect(doctor.stdout + logs + best + elsewhere.stderr).not.toContain(server.keys.secretAccessKey)
  expectWhole(await ask('delete', 'small', '--yes'))
  expect(keys()).toEqual([])
}, 240_000)

test('an S3 that is away for long gives trials back and takes them up again when it is well, to the same digest', async () => {
  await using redis = await ownRedis()
  const { driver, worker, ask } = cast(redis.url, 'away')
  const driving = driver()
  const workers = [worker('first'), worker('second')]
  while (checkpointEpoch(0) < 1) await pause(5)
  network.fault = () => 'reset'
  const given = await Promise.race(workers.map(({ line }) => line(/-0: will be tried again: Could not/)))
  expect(given).toMatch(/the connection broke\. Trials go on from their last checkpoint once it answers/)
  network.fault = () => undefined
  expectWhole(await driving.ended)
  const logs = await drained(...workers)
  expect(logs).toMatch(/claimed \(attempt [2-9]\), resumed from epoch/)
  expect(logs.split('\n').filter((line) => /Could not/.test(line)).length).toBeLessThan(50)
  expect((await ask('digest', 'small')).stdout).toBe(expected)
}, 240_000)

test('a worker that would keep checkpoints elsewhere leaves the sweep to others before it claims, and says which place to give', async () => {
  await using redis = await ownRedis()
  const { driver, worker, ask } = cast(redis.url, 'apart')
  const driving = driver()
  const apart = worker('apart', { HYPERSWEEP_CHECKPOINTS: 'file:own' })
  const refusal = `small: left to others: its checkpoints are in ${PLACE}, not in ${join(cwd, 'own')}: use --checkpoints ${PLACE}`
  expect(await apart.line(/left to others/)).toContain(refusal)
  const status = await ask('status', 'small')
  expect(status.stdout).toContain('waiting: no worker has its checkpoint store')
  expect(status.stdout).not.toMatch(/attempt|running +[1-9]/)
  const right = worker('right')
  expectWhole(await driving.ended)
  const [logs] = await Promise.all([drained(apart), drained(right)])
  expect(logs.split('\n').filter((line) => line.includes('left to others'))).toHaveLength(1)
  expect(logs).not.toContain('claimed')
  expect(existsSync(join(cwd, 'own'))).toBe(false)
  expect((await ask('digest', 'small')).stdout).toBe(expected)
}, 240_000)

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run, start, succeed, temporaryFolder } from './cli.ts'
import { ownRedis } from './own-redis.ts'
import { processesWith } from './processes.ts'
import { SMALL } from './small.ts'

const folder = temporaryFolder()
const cwd = folder.path
let expected: string
let expectedOfLong: string

/** Two trials, each of which takes longer than it takes to type a command. */
const LONG = SMALL.replace('name: small', 'name: long')
  .replace('[0.003, 0.01]', '[0.003]')
  .replace('[0, 0.25]', '[0]')
  .replace('epochs: 40', 'epochs: 250')

beforeAll(async () => {
  writeFileSync(join(cwd, 'small.yaml'), SMALL)
  await succeed(['run', 'small.yaml', '--dir', 'embedded'], { cwd })
  expected = (await succeed(['digest', 'small', '--dir', 'embedded'], { cwd })).stdout
  writeFileSync(join(cwd, 'long.yaml'), LONG)
  await succeed(['run', 'long.yaml', '--dir', 'embedded'], { cwd })
  expectedOfLong = (await succeed(['digest', 'long', '--dir', 'embedded'], { cwd })).stdout
}, 120_000)
afterAll(() => folder[Symbol.dispose]())

/** The newest epoch that a trial has a checkpoint of; 0 before the first. */
function checkpointEpoch(dir: string, number: number): number {
  const checkpoints = join(cwd, dir, 'checkpoints')
  const trial = existsSync(checkpoints) && readdirSync(checkpoints).find((name) => name.endsWith(`-${number}`))
  if (!trial) return 0
  const files = readdirSync(join(checkpoints, trial)).filter((name) => /^\d+-\d+\.safetensors$/.test(name))
  return Math.max(0, ...files.map((name) => Number.parseInt(name, 10)))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('two workers, one killed with SIGKILL in the middle of a trial and replaced, give the digest of the embedded engine', async () => {
  await using redis = await ownRedis()
  const store = ['--redis', redis.url, '--dir', 'redis']
  const worker = (name: string) =>
    start(['worker', '--redis', redis.url, '--threads', '1', '--name', name, '--checkpoints', 'redis/checkpoints'], {
      cwd,
    })
  const driver = start(['run', 'small.yaml', ...store], { cwd })
  const [first, second] = [worker('first'), worker('second')]

  const claimed = await first.line(/trial \d+ claimed/)
  const number = Number(/trial (\d+) claimed/.exec(claimed)?.[1])
  while (checkpointEpoch('redis', number) < 1) await pause(5)
  first.child.kill('SIGKILL')
  const reached = checkpointEpoch('redis', number)
  expect(reached).toBeLessThanOrEqual(38)
  const third = worker('third')

  const end = await driver.ended
  expect(end.stderr).not.toMatch(/failed|mismatch/)
  expect(end.code).toBe(0)
  for (const { child } of [second, third]) child.kill('SIGTERM')
  const logs = (await Promise.all([second.ended, third.ended])).map(({ stderr }) => stderr).join('')
  const resumed = new RegExp(`trial ${number} claimed \\(attempt 2\\), resumed from epoch (\\d+)`).exec(logs)
  expect(Number(resumed?.[1])).toBeGreaterThanOrEqual(reached)

  const board = await run(['leaderboard', 'small', ...store, '-f', 'json', '--top', '100'], { cwd })
  const { rows } = JSON.parse(board.stdout) as { rows: { claims: number }[] }
  expect(rows.reduce((claims, row) => claims + row.claims, 0)).toBeGreaterThan(rows.length)
  expect((await run(['digest', 'small', ...store], { cwd })).stdout).toBe(expected)
}, 180_000)

test('`run --workers 2` starts a private Redis and two workers, gives the same digest, and leaves no process behind', async () => {
  const { code, stderr } = await run(['run', 'small.yaml', '--workers', '2', '--threads', '1', '--dir', 'auto'], {
    cwd,
  })
  expect(stderr).not.toMatch(/failed|mismatch/)
  expect(code).toBe(0)
  const digest = await run(['digest', 'small', '--redis', 'auto', '--dir', 'auto'], { cwd })
  expect(digest.stdout).toBe(expected)
  expect(processesWith(cwd)).toEqual([])
}, 180_000)

test('`cancel` stops a running sweep and ends its driver; `resume` lets the workers go on without one, to the same digest', async () => {
  await using redis = await ownRedis()
  const store = ['--redis', redis.url, '--dir', 'held']
  const driver = start(['run', 'long.yaml', ...store], { cwd })
  const worker = start(
    ['worker', '--redis', redis.url, '--threads', '1', '--checkpoints', 'held/checkpoints', '--name', 'one'],
    { cwd },
  )
  await worker.line(/trial \d+ claimed/)
  expect((await succeed(['cancel', 'long', ...store], { cwd })).stderr).toContain('long is cancelled: ')
  const { stderr } = await driver.ended
  expect(stderr).toMatch(/\[2\/2\] \d trials? cancelled/)
  // At once or one after the other, as the driver's rounds come: two.
  const cancelled = [...stderr.matchAll(/\] (\d) trials? cancelled/g)].map(([, count]) => Number(count))
  expect(cancelled.reduce((sum, count) => sum + count, 0)).toBe(2)
  await worker.line(/trial \d+ given back after epoch \d+/)
  const counts = async () => JSON.parse((await succeed(['status', 'long', ...store, '-f', 'json'], { cwd })).stdout)
  expect(await counts()).toMatchObject({ control: 'cancel', cancelled: 2 })

  expect((await succeed(['resume', 'long', ...store], { cwd })).stderr).toContain('Workers take them as they come')
  while ((await counts()).complete < 2) await pause(1000)
  worker.child.kill('SIGTERM')
  expect((await worker.ended).stderr).toMatch(/resumed from epoch/)
  expect((await succeed(['digest', 'long', ...store], { cwd })).stdout).toBe(expectedOfLong)
}, 180_000)

test('`create` hands a sweep to `serve` and to a worker that leaves when it is idle, for the same digest', async () => {
  await using redis = await ownRedis()
  const store = ['--redis', redis.url, '--dir', 'served']
  const created = await succeed(['create', 'small.yaml', ...store], { cwd })
  expect(created.stdout).toContain(`small: 8 trials in ${redis.url}\n`)
  const [, ...words] = /train {2}hypersweep (.*)$/m.exec(created.stdout)![1]!.split(' ')
  const server = start(['serve', ...store, '--listen', 'none'], { cwd })
  await server.line(/^small: driving 8 trials; 8 waiting$/)
  const worker = await run(['worker', ...words, '--threads', '2', '--idle-exit', '3'], { cwd })
  expect([worker.code, worker.stderr]).toEqual([0, expect.stringContaining('nothing to do for 3 seconds: leaving')])
  await server.line(/^small: ended; 8 complete$/)
  server.child.kill('SIGTERM')
  expect((await server.ended).code).toBe(0)
  expect((await succeed(['digest', 'small', ...store], { cwd })).stdout).toBe(expected)
  expect((await succeed(['create', 'small.yaml', ...store], { cwd })).stdout).toContain('small: 8 trials in')
  expect((await run(['serve', '--dir', 'served'], { cwd })).stderr).toContain('There is no Redis to serve.')
}, 180_000)

test('`run --detach` goes on in the background, and says how to watch and stop it', async () => {
  const store = ['--dir', 'detached']
  const { stdout } = await succeed(['run', 'long.yaml', '--detach', '--threads', '1', ...store], { cwd })
  const pid = Number(/as process (\d+)\./.exec(stdout)![1])
  expect(stdout).toContain(`watch  hypersweep status long --watch --dir detached\nstop   kill ${pid} `)
  const again = await run(['run', 'long.yaml', '--detach', ...store], { cwd })
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('A run works on long already.')])
  process.kill(pid, 'SIGTERM')
  while (isAlive(pid)) await pause(100)
  const log = readFileSync(join(cwd, /log +(.*)$/m.exec(stdout)![1]!), 'utf8')
  expect(log).toContain('long is stopped; nothing is lost.')
  const resumed = await succeed(['run', 'long.yaml', ...store], { cwd })
  expect(resumed.stderr).toContain('of 2 trials ended before')
  expect((await succeed(['digest', 'long', ...store], { cwd })).stdout).toBe(expectedOfLong)
  const wrong = await run(['run', 'absent.yaml', '--detach', ...store], { cwd })
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('There is no file absent.yaml.')])
}, 180_000)

test('a Redis that would lose data is refused with the setting to change, unless told otherwise', async () => {
  await using redis = await ownRedis()
  await redis.command('CONFIG', 'SET', 'appendonly', 'no')
  const refused = await run(['run', 'small.yaml', '--redis', redis.url, '--dir', 'volatile'], { cwd })
  expect(refused.stderr).toMatch(/appendonly/)
  expect(refused.stderr).toMatch(/--allow-volatile/)
  expect(refused.code).toBe(2)
  const worker = await run(['worker', '--redis', redis.url], { cwd })
  expect(worker.stderr).toMatch(/appendonly/)
  expect(worker.code).toBe(2)
})

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sqliteSweepStore } from '@hypersweep/adapters'
import { beforeAll, expect, test } from 'vitest'
import {
  CLAIMED,
  checkpointEpoch,
  epochReached,
  expectNothingLeft,
  expectResumed,
  expectWhole,
  undisturbed,
} from './expectations.ts'
import { ground, LEASE_MS } from './ground.ts'
import { preload } from './preloaded.ts'
import { startProcess } from './process.ts'

let expected: readonly string[]
beforeAll(async () => {
  expected = await undisturbed()
}, 60_000)

/** Three times the promise: lease, two stalled intervals of a third of it, two seconds. */
const RECOVERY_MS = 3 * (LEASE_MS + 2 * (LEASE_MS / 3) + 2000)
/** The promise after a drain. */
const NEXT_CLAIM_MS = 1000
const DRAIN_MS = 20_000
/** What comes sooner is taken for the same wish. */
const ANOTHER_WISH_MS = 600

test('row 1: a worker killed with its supervisor in the middle of a trial is replaced, and the trial goes on from its checkpoint', async () => {
  await using field = await ground()
  const [driver, first, second] = await field.cast(['first'], ['second'])
  const [, number = ''] = await first.line(CLAIMED)
  await epochReached(field, number, 3)
  process.kill(first.pid, 'SIGKILL')
  process.kill(await first.trainer(), 'SIGKILL')
  const killedAt = performance.now()
  const reached = checkpointEpoch(field, number)
  const third = field.worker('third')
  const again = new RegExp(`trial ${number} claimed \\(attempt 2\\), resumed from epoch (\\d+)`)
  const [, from] = await Promise.any([second.line(again), third.line(again)])
  expect(performance.now() - killedAt).toBeLessThan(RECOVERY_MS)
  expect(Number(from)).toBeGreaterThanOrEqual(reached)

  expect((await driver.ended).code).toBe(0)
  await field.drain(second, third)
  const records = await expectWhole(field, expected)
  expectResumed(records, [first, second, third])
  expect(records.map(({ failures }) => failures)).toEqual(records.map(() => 0))
  await expectNothingLeft(field)
})

test('row 1: a worker killed with SIGKILL is replaced by its supervisor, and its trial goes on at once from its checkpoint', async () => {
  await using field = await ground()
  const [driver, first] = await field.cast(['first'])
  const [, number = ''] = await first.line(CLAIMED)
  await epochReached(field, number, 3)
  process.kill(await first.trainer(), 'SIGKILL')
  await first.line(new RegExp(`trial ${number} claimed \\(attempt 2\\), resumed from epoch [1-9]`))

  expect((await driver.ended).code).toBe(0)
  await field.drain(first)
  const records = await expectWhole(field, expected)
  expect(records[Number(number)]).toMatchObject({ setback: expect.stringContaining('signal SIGKILL'), crashes: 0 })
  await expectNothingLeft(field)
})

test('row 4: a worker stopped for longer than its lease writes nothing more for its trial, and gives it up when it wakes', async () => {
  await using field = await ground()
  const [driver, first, second] = await field.cast(['first'], ['second'])
  const [, number = ''] = await first.line(CLAIMED)
  await epochReached(field, number, 2)
  const trainer = await first.trainer()
  process.kill(trainer, 'SIGSTOP')
  await second.line(new RegExp(`trial ${number} claimed \\(attempt 2\\), resumed from epoch`))
  process.kill(trainer, 'SIGCONT')
  await first.line(new RegExp(`trial ${number} (goes on elsewhere|given up)`))

  expect((await driver.ended).code).toBe(0)
  await field.drain(first, second)
  expectResumed(await expectWhole(field, expected), [first, second])
  await expectNothingLeft(field)
})

test('row 5: SIGTERM drains four trials: others claim them at once, no failure or crash is counted, and no epoch is lost', async () => {
  await using field = await ground()
  const second = field.worker('second', { threads: 4 })
  const idle = await second.trainer()
  process.kill(idle, 'SIGSTOP')
  const [driver, first] = await field.cast(['first', { threads: 4 }])
  for (const number of ['0', '1', '2', '3']) await first.line(new RegExp(`trial ${number} claimed`))
  process.kill(idle, 'SIGCONT')
  for (const number of ['0', '1', '2', '3']) await epochReached(field, number, 1)
  const askedAt = performance.now()
  first.child.kill('SIGTERM')
  await first.line(/given back/)
  const givenBackAt = performance.now()
  await second.line(/claimed \(attempt 2\)/)
  expect(performance.now() - givenBackAt).toBeLessThan(3 * NEXT_CLAIM_MS)
  expect((await first.ended).code).toBe(0)
  expect(performance.now() - askedAt).toBeLessThan(DRAIN_MS)

  expect((await driver.ended).code).toBe(0)
  await field.drain(second)
  const records = await expectWhole(field, expected)
  expectResumed(records, [first, second])
  expect(first.matching(/given back/).length).toBeGreaterThan(0)
  expect(records.map(({ failures, crashes }) => failures + crashes)).toEqual([0, 0, 0, 0])
  await expectNothingLeft(field)
})

test('row 6: a second SIGTERM ends a worker that cannot drain at once, and nothing is lost', async () => {
  await using field = await ground()
  const driver = field.driver()
  const first = field.worker('first')
  const [, number = ''] = await first.line(CLAIMED)
  await epochReached(field, number, 2)
  process.kill(await first.trainer(), 'SIGSTOP')
  first.child.kill('SIGTERM')
  await first.line(/draining/)
  await sleep(ANOTHER_WISH_MS)
  first.child.kill('SIGTERM')
  const askedAt = performance.now()
  expect((await first.ended).code).toBe(130)
  expect(performance.now() - askedAt).toBeLessThan(3000)
  const reached = checkpointEpoch(field, number)

  const second = field.worker('second')
  const [, from] = await second.line(new RegExp(`trial ${number} claimed \\(attempt 2\\), resumed from epoch (\\d+)`))
  expect(Number(from)).toBeGreaterThanOrEqual(reached)
  expect((await driver.ended).code).toBe(0)
  await field.drain(second)
  expectResumed(await expectWhole(field, expected), [first, second])
  await expectNothingLeft(field)
})

test('row 6: a second Ctrl-C ends a run at once, and the same command goes on to the same end', async () => {
  await using field = await ground()
  const embedded = () => startProcess(['run', 'table.yaml', '--threads', '2', '--dir', field.cwd], field)
  const first = embedded()
  await first.line(/trial 0 complete/)
  first.child.kill('SIGINT')
  await first.line(/Stopping/)
  await sleep(ANOTHER_WISH_MS)
  first.child.kill('SIGINT')
  expect((await first.ended).code).toBe(130)
  expect((await embedded().ended).code).toBe(0)
  await using store = sqliteSweepStore({ path: join(field.cwd, 'sweeps.sqlite') })
  await expectWhole({ store }, expected)
  await expectNothingLeft(field)
})

test('row 27: a worker whose event loop stands still for five leases loses its trial to another one and writes no more for it', async () => {
  await using field = await ground()
  const env = { ...preload, BLOCK_MS: String(5 * LEASE_MS) }
  const [driver, first, second] = await field.cast(['first', { env }], ['second'])
  const [, number = ''] = await first.line(CLAIMED)
  await epochReached(field, number, 2)
  process.kill(await first.trainer(), 'SIGUSR2')
  await second.line(new RegExp(`trial ${number} claimed \\(attempt 2\\), resumed from epoch`))
  await first.line(new RegExp(`trial ${number} (goes on elsewhere|given up)`))

  expect((await driver.ended).code).toBe(0)
  await field.drain(first, second)
  expectResumed(await expectWhole(field, expected), [first, second])
  await expectNothingLeft(field)
})

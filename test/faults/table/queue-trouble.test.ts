import { bullmqTrialQueue } from '@hypersweep/adapters'
import { trialId } from '@hypersweep/sweep'
import { beforeAll, expect, test, vi } from 'vitest'
import { type FaultProxy, faultProxy } from '../fault-proxy.ts'
import { CLAIMED, epochReached, expectNothingLeft, expectResumed, expectWhole, undisturbed } from './expectations.ts'
import { type Ground, ground } from './ground.ts'
import { scriptHash } from './script-hash.ts'
import { NAME } from './table-sweep.ts'

let expected: readonly string[]
let addTrials: string
beforeAll(async () => {
  expected = await undisturbed()
  addTrials = await scriptHash('add-trials')
}, 60_000)

/** What stands in an offer of a trial to the queue and nowhere else: each try has a generation of its own. */
const offer = (generation: number) => `-g${generation}`

/** A driver that is killed at a command, of which the Redis still gets so much. */
async function killedDriver(field: Ground, proxy: FaultProxy, text: string, share: 0 | 0.5 | 1): Promise<void> {
  const driver = field.driver({ url: proxy.url })
  const killed = Promise.withResolvers<void>()
  proxy.intercept(text, (bytes) => {
    driver.child.kill('SIGKILL')
    killed.resolve()
    return bytes.subarray(0, bytes.length * share)
  })
  await Promise.all([killed.promise, driver.ended])
}

test('row 15: a driver killed after the record, before, within and after the offer leaves what the next one completes', async () => {
  await using field = await ground()
  await using proxy = await faultProxy({ port: field.redis.port })
  await killedDriver(field, proxy, addTrials, 0)
  expect(await countTrials(field)).toBe(0)
  await killedDriver(field, proxy, offer(0), 0)
  expect(await countTrials(field)).toBe(4)
  await killedDriver(field, proxy, offer(1), 0.5)
  expect(await knownTrials(field)).toBe(0)
  await killedDriver(field, proxy, offer(2), 1)
  const worker = field.worker('first', { threads: 2 })
  expect((await field.driver().ended).code).toBe(0)
  await field.drain(worker)
  const records = await expectWhole(field, expected)
  expect(records.map(({ claims }) => claims)).toEqual([1, 1, 1, 1])
  expect(await field.store.sweeps()).toHaveLength(1)
  await expectNothingLeft(field)
})

test('row 15: where the driver is killed before it offers and never comes back, an idle worker offers the trials itself', async () => {
  await using field = await ground()
  await using proxy = await faultProxy({ port: field.redis.port })
  await killedDriver(field, proxy, offer(0), 0)
  const worker = field.worker('first', { threads: 2 })
  await worker.line(/the queue had lost 4 of its trials; they are offered again/)
  await vi.waitFor(() => expect(worker.matching(/trial \d+ complete/)).toHaveLength(4), 60_000)
  await field.drain(worker)
  await expectWhole(field, expected)
  await expectNothingLeft(field)
})

test('row 16: a trial that is delivered twice, offered twice, and driven by two runs is trained once', async () => {
  await using field = await ground()
  const elsewhere = ['--dir', 'another', '--checkpoints', field.checkpoints]
  const drivers = [field.driver(), field.driver({ more: elsewhere })]
  const workers = ['first', 'second'].map((name) => field.worker(name))
  const [, number = ''] = await workers[0]!.line(CLAIMED)
  const [sweep] = await field.store.sweeps()
  const trial = trialId(sweep!.id, Number(number))
  await field.redis.command('LPUSH', '{hs}:trials:wait', `${trial}-g0`)
  await using queue = await bullmqTrialQueue({ url: field.redis.url })
  await queue.offer([{ trial, generation: 7 }])

  for (const driver of drivers) expect((await driver.ended).code).toBe(0)
  await vi.waitFor(async () => expect([...(await queue.known())]).toEqual([]), 30_000)
  await field.drain(...workers)
  const records = await expectWhole(field, expected)
  expect(records.map(({ claims }) => claims)).toEqual([1, 1, 1, 1])
  await expectNothingLeft(field)
})

test('row 17: a queue whose locks and then all of whose keys are deleted is filled again from the store', async () => {
  await using field = await ground()
  const [driver, ...workers] = await field.cast(['first'], ['second'])
  const [, number = ''] = await workers[0]!.line(CLAIMED)
  await epochReached(field, number, 2)
  for (const keys of ['{hs}:trials:*:lock', '{hs}:trials:*']) {
    const found = async () => {
      const names = (await field.redis.command('KEYS', keys)) as string[]
      expect(names).not.toEqual([])
      return names
    }
    // A lock is there while its worker is heard in time.
    await field.redis.command('DEL', ...(await vi.waitFor(found, { timeout: 20_000, interval: 20 })))
  }
  expect((await driver.ended).code).toBe(0)
  await field.drain(...workers)
  const records = await expectWhole(field, expected)
  expectResumed(records, workers)
  expect(records.map(({ failures, crashes }) => failures + crashes)).toEqual([0, 0, 0, 0])
  await expectNothingLeft(field)
})

async function countTrials({ store }: Ground): Promise<number> {
  const sweep = await store.sweepNamed(NAME)
  return (await store.summaries(sweep!.id)).length
}

async function knownTrials({ redis }: Ground): Promise<number> {
  await using queue = await bullmqTrialQueue({ url: redis.url })
  return (await queue.known()).size
}

import { beforeAll, describe, expect, test } from 'vitest'
import { faultProxy } from '../fault-proxy.ts'
import { CLAIMED, epochReached, expectNothingLeft, expectResumed, expectWhole, undisturbed } from './expectations.ts'
import { ground, LEASE_MS } from './ground.ts'
import { expectQuiet } from './quiet.ts'
import { scriptHash } from './script-hash.ts'
import { tableSweep } from './table-sweep.ts'

let expected: readonly string[]
beforeAll(async () => {
  expected = await undisturbed()
}, 60_000)

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('row 10: a worker in a silent partition gives its trial up by itself, another one goes on, and it takes trials again afterwards', async () => {
  await using field = await ground()
  await using proxy = await faultProxy({ port: field.redis.port })
  const [driver, first, second] = await field.cast(['first', { url: proxy.url }], ['second'])
  const [, number = ''] = await first.line(CLAIMED)
  await epochReached(field, number, 1)
  proxy.hold()
  await pause(LEASE_MS / 4)
  proxy.heal()
  proxy.hold()
  await second.line(new RegExp(`trial ${number} claimed \\(attempt 2\\), resumed from epoch`))
  const before = first.matching(CLAIMED).length
  proxy.heal()
  await field.drain(second)
  await first.line(new RegExp(`trial ${number} (given up|goes on elsewhere)`))

  expect((await driver.ended).code).toBe(0)
  await field.drain(first)
  expect(first.matching(CLAIMED).length).toBeGreaterThan(before)
  expectResumed(await expectWhole(field, expected), [first, second])
  expectQuiet(first)
  await expectNothingLeft(field)
})

test('row 11: connections that are reset, and then refused for two leases, disturb neither driver nor worker for long and fill no log', async () => {
  await using field = await ground()
  await using proxy = await faultProxy({ port: field.redis.port })
  const { url } = proxy
  const [driver, worker] = [field.driver({ url }), field.worker('first', { url, threads: 2 })]
  const [, number = ''] = await worker.line(CLAIMED)
  for (const epoch of [1, 3, 5]) {
    await epochReached(field, number, epoch)
    proxy.reset()
  }
  await epochReached(field, number, 8)
  proxy.refuse()
  await pause(2 * LEASE_MS)
  proxy.heal()

  expect((await driver.ended).code).toBe(0)
  await field.drain(worker)
  expectResumed(await expectWhole(field, expected), [worker])
  for (const process of [driver, worker]) expectQuiet(process)
  await expectNothingLeft(field)
})

describe('row 12', () => {
  const text = tableSweep({ epochs: 8 })
  let short: readonly string[]
  beforeAll(async () => {
    short = await undisturbed(text)
  }, 60_000)

  test.concurrent.each([
    ['row 12: replies that take 150 ms, half of it more or less, cost time and no lease', 150, undefined],
    ['row 12: replies in slices of seven bytes are put together', 0, 7],
  ])('%s', async (_, ms, sliceBytes) => {
    await using field = await ground(text)
    await using proxy = await faultProxy({ port: field.redis.port })
    proxy.slow(ms, sliceBytes)
    const { url } = proxy
    const env = { HYPERSWEEP_LEASE_MS: '15000' }
    const workers = ['first', 'second'].map((name) => field.worker(name, { url, env }))
    expect((await field.driver({ url, env }).ended).code).toBe(0)
    await field.drain(...workers)
    const records = await expectWhole(field, short)
    expect(records.map(({ claims }) => claims)).toEqual([1, 1, 1, 1])
    await expectNothingLeft(field)
  })
})

test('row 13: replies that are lost, of claims, renewals, reports, ends and BullMQ, make nothing count twice and set back no other trial', async () => {
  await using field = await ground()
  await using proxy = await faultProxy({ port: field.redis.port })
  const worker = field.worker('first', { url: proxy.url, env: { HYPERSWEEP_LEASE_MS: '3000' } })
  const scripts = await Promise.all(['claim', 'renew', 'report', 'report', 'report', 'finish'].map(scriptHash))
  // Twice each: the first answer may be that the server does not know the script yet. The last one is BullMQ's own end
  // of a job, whose reply holds the next one.
  const texts = [...scripts, 'metrics:completed']
  for (const text of [...texts, ...texts]) proxy.loseReplyTo(text)
  const driver = field.driver()

  expect((await driver.ended).code).toBe(0)
  expect(proxy.toLose).toEqual([])
  await field.drain(worker)
  const records = await expectWhole(field, expected)
  expect(records.map(({ claims, failures, crashes }) => [claims, failures, crashes])).toEqual(
    records.map(() => [1, 0, 0]),
  )
  await expectNothingLeft(field)
})

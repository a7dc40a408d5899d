import { once } from 'node:events'
import { appendFileSync, cpSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { CLAIMED, epochReached, expectNothingLeft, expectResumed, expectWhole, undisturbed } from './expectations.ts'
import { type Ground, ground, LEASE_MS } from './ground.ts'
import { troubles } from './quiet.ts'
import type { TcpRedis } from './tcp-redis.ts'

vi.setConfig({ maxConcurrency: 2 })

let expected: readonly string[]
beforeAll(async () => {
  expected = await undisturbed()
}, 60_000)

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
/** Of driver and worker together, however broken a Redis is. */
const MOST_LINES = 50
/** How long a Redis refuses its service: longer than a lease. */
const REFUSED_MS = 2 * LEASE_MS

interface Trouble {
  name: string
  /** Brings it about, and takes it away again. */
  happen: (redis: TcpRedis, field: Ground) => Promise<void>
}

const ENDS: Trouble[] = [
  {
    name: 'row 7: a Redis that is stopped with SIGTERM and started again costs nothing',
    async happen(redis) {
      await redis.end('SIGTERM')
      await redis.start()
    },
  },
  {
    name: 'row 8: a Redis killed with SIGKILL for half a second costs nothing that it had accepted',
    async happen(redis) {
      await redis.end('SIGKILL')
      await pause(500)
      await redis.start()
    },
  },
  {
    name: 'row 8: a Redis killed with SIGKILL for two leases costs nothing that it had accepted',
    async happen(redis) {
      await redis.end('SIGKILL')
      await pause(2 * LEASE_MS)
      await redis.start()
    },
  },
  {
    name: 'row 9: a Redis whose append-only file has lost its last ten bytes starts, and no trial is lost',
    async happen(redis) {
      await redis.end('SIGKILL')
      const file = newestLog(redis)
      truncateSync(file, statSync(file).size - 10)
      await redis.start()
    },
  },
  {
    name: 'row 18: a Redis set back to an earlier state learns all again from checkpoints, and claims of the lost time write nothing',
    async happen(redis, field) {
      const [log, copy] = [join(redis.dir, 'appendonlydir'), join(field.cwd, 'copy')]
      cpSync(log, copy, { recursive: true })
      await vi.waitFor(async () => expect(await completeTrials(field)).toBeGreaterThan(0), { timeout: 60_000 })
      await redis.end('SIGKILL')
      rmSync(log, { recursive: true })
      cpSync(copy, log, { recursive: true })
      rmSync(copy, { recursive: true })
      await redis.start()
    },
  },
]

const REFUSALS: Trouble[] = [
  {
    name: 'row 14: a Redis that has become a replica (READONLY)',
    async happen(redis) {
      await redis.command('REPLICAOF', '127.0.0.1', '1')
      await pause(REFUSED_MS)
      await redis.command('REPLICAOF', 'NO', 'ONE')
    },
  },
  {
    name: 'row 14: a Redis whose memory is full (OOM)',
    async happen(redis) {
      await redis.command('CONFIG', 'SET', 'maxmemory', '1mb')
      await pause(REFUSED_MS)
      await redis.command('CONFIG', 'SET', 'maxmemory', '0')
    },
  },
  {
    name: 'row 14: a Redis that cannot write its snapshot (MISCONF)',
    async happen(redis) {
      // A snapshot is renamed to this, and cannot be while it is a folder.
      const snapshot = join(redis.dir, 'dump.rdb')
      mkdirSync(join(snapshot, 'in-the-way'), { recursive: true })
      await redis.command('CONFIG', 'SET', 'save', '1 1')
      await vi.waitFor(
        async () => expect(await redis.command('SET', 'x', '1').catch(String)).toMatch(/MISCONF/),
        20_000,
      )
      await pause(REFUSED_MS)
      await redis.command('CONFIG', 'SET', 'save', '')
      await redis.command('DEL', 'x')
    },
  },
  {
    name: 'row 14: a Redis that reads its file for seconds when it starts (LOADING)',
    async happen(redis) {
      await redis.end('SIGKILL')
      const script = 'for i = 1, 30000 do local x = i end'
      const command = `*3\r\n$4\r\nEVAL\r\n$${script.length}\r\n${script}\r\n$1\r\n0\r\n`
      appendFileSync(newestLog(redis), command.repeat(20_000))
      await redis.start()
    },
  },
  {
    name: 'row 14: a Redis that a script keeps busy (BUSY)',
    async happen(redis) {
      await redis.command('CONFIG', 'SET', 'lua-time-limit', '50')
      const endless = redis.command('EVAL', 'while true do end', '0').catch(String)
      await pause(REFUSED_MS)
      await killScript(redis)
      expect(await endless).toMatch(/killed/i)
    },
  },
]

describe.concurrent('a Redis that ends', () => {
  test.each(ENDS.map(({ name, happen }) => [name, happen] as const))('%s', async (_, happen) => {
    expect((await disturbed(happen)).length).toBeLessThan(MOST_LINES)
  })
})

describe.concurrent('a Redis that answers with errors fills no log, and is used again once it is well', () => {
  test.each(REFUSALS.map(({ name, happen }) => [name, happen] as const))('%s', async (_, happen) => {
    expect((await disturbed(happen)).length).toBeLessThan(MOST_LINES)
  })
})

/** A sweep with a trouble in its middle; what driver and worker said of it. */
async function disturbed(happen: Trouble['happen']): Promise<string[]> {
  await using field = await ground()
  const worker = field.worker('first', { threads: 2 })
  const driver = field.driver()
  const [, number = ''] = await worker.line(CLAIMED)
  await epochReached(field, number, 3)
  await happen(field.redis, field)

  expect((await driver.ended).code).toBe(0)
  await field.drain(worker)
  const records = await expectWhole(field, expected)
  expectResumed(records, [worker])
  expect(records.map(({ failures, crashes }) => failures + crashes)).toEqual([0, 0, 0, 0])
  await expectNothingLeft(field)
  return [...troubles(driver), ...troubles(worker)]
}

/** Without the greeting of a client: a busy server answers nothing but this. */
async function killScript({ port }: TcpRedis): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.write('SCRIPT KILL\r\n')
  const [reply] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  expect(String(reply)).toMatch(/OK/)
}

/** The file that the server was writing to. */
function newestLog({ dir }: TcpRedis): string {
  const folder = join(dir, 'appendonlydir')
  const names = readdirSync(folder).filter((name) => name.endsWith('.incr.aof'))
  return join(folder, names.toSorted().at(-1)!)
}

async function completeTrials({ store }: Ground): Promise<number> {
  const [sweep] = await store.sweeps()
  const summaries = await store.summaries(sweep!.id)
  return summaries.filter(({ state }) => state.status === 'complete').length
}

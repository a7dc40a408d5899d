import { mkdir, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { redisClient } from '../redis/redis-client.ts'
import { type PrivateRedis, privateRedis } from './private-redis.ts'

/** A Redis for tests that can be made to answer with errors, by the means by which it happens in life. */
export interface TroubledRedis extends AsyncDisposable {
  url: string
  begin(trouble: Trouble): Promise<void>
  end(trouble: Trouble): Promise<void>
  /** How often it has answered with an error. */
  errors(): Promise<number>
}

export const TROUBLES = ['READONLY', 'OOM', 'MISCONF', 'BUSY', 'LOADING'] as const
export type Trouble = (typeof TROUBLES)[number]

/** So many keys, at a tenth of a millisecond each, are what it loads. */
const KEYS = 20_000

export async function troubledRedis(dir: string, command: string): Promise<TroubledRedis> {
  const slow = join(dir, 'redis-server-that-loads-slowly')
  await writeFile(slow, `#!/bin/sh\nexec ${command} "$@" --key-load-delay 100\n`, { mode: 0o755 })
  let server = await privateRedis({ dir, command: slow })
  const admin = redisClient({ url: server.url, role: 'worker' })
  const restarted = async () => {
    for (let start = 0; start < KEYS; start += 1000) await fill(admin, start, start + 1000)
    server = await killed(server, { dir, command: slow })
  }
  const begins: Readonly<Record<Trouble, () => Promise<unknown>>> = {
    READONLY: () => admin.replicaof('127.0.0.1', '1'),
    OOM: () => fillUp(admin),
    MISCONF: () => failSaving(admin, dir),
    BUSY: () => keepBusy(admin),
    LOADING: restarted,
  }
  const ends: Readonly<Record<Trouble, () => Promise<unknown>>> = {
    READONLY: () => admin.replicaof('NO', 'ONE'),
    OOM: () => admin.config('SET', 'maxmemory', '0'),
    MISCONF: () => saveAgain(admin, dir),
    BUSY: () => admin.script('KILL').then(() => untilPong(admin, true)),
    LOADING: () => admin.ping(),
  }
  return {
    url: server.url,
    begin: async (trouble) => void (await begins[trouble]()),
    end: async (trouble) => void (await ends[trouble]()),
    errors: async () => Number(/total_error_replies:(\d+)/.exec(await admin.info('stats'))![1]),
    [Symbol.asyncDispose]: async () => {
      admin.disconnect()
      await server[Symbol.asyncDispose]()
    },
  }
}

async function fill(admin: Redis, from: number, to: number): Promise<void> {
  const pipeline = admin.pipeline()
  for (let key = from; key < to; key++) pipeline.set(`filling:${key}`, '1')
  await pipeline.exec()
}

async function fillUp(admin: Redis): Promise<void> {
  await admin.set('filling', 'x'.repeat(2 ** 20))
  await admin.config('SET', 'maxmemory', '1mb')
}

/** Resolves when the next server loads: it refuses everything until it has. */
async function killed(server: PrivateRedis, options: { dir: string; command: string }): Promise<PrivateRedis> {
  process.kill(server.pid, 'SIGKILL')
  await server[Symbol.asyncDispose]()
  return privateRedis(options)
}

/** A folder stands where the file would be renamed to: a full disk has the same effect. */
async function failSaving(admin: Redis, dir: string): Promise<void> {
  await admin.config('SET', 'save', '3600 1')
  await mkdir(join(dir, 'dump.rdb'))
  await admin.bgsave()
  await saved(admin, 'err')
}

async function saveAgain(admin: Redis, dir: string): Promise<void> {
  await rmdir(join(dir, 'dump.rdb'))
  await admin.bgsave()
  await saved(admin, 'ok')
}

async function saved(admin: Redis, status: 'ok' | 'err'): Promise<void> {
  while (!(await admin.info('persistence')).includes(`rdb_last_bgsave_status:${status}`)) await pause(10)
}

async function keepBusy(admin: Redis): Promise<void> {
  await admin.config('SET', 'lua-time-limit', '20')
  const script = admin.duplicate()
  script.on('error', () => {})
  script.eval('while true do end', 0).catch(() => script.disconnect()) // Killed by `end`.
  await untilPong(admin, false)
}

async function untilPong(admin: Redis, isExpected: boolean): Promise<void> {
  const pings = () =>
    admin.ping().then(
      () => true,
      () => false,
    )
  while ((await pings()) !== isExpected) await pause(10)
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { redisClient } from '../redis/redis-client.ts'
import { findRedisServer } from './find-redis-server.ts'
import { privateRedis } from './private-redis.ts'
import type {} from './provided.ts'

const command = inject('redisCommand')
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hypersweep-private-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

async function told<T>(url: string, work: (client: ReturnType<typeof redisClient>) => Promise<T>): Promise<T> {
  const client = redisClient({ url, role: 'worker' })
  try {
    return await work(client)
  } finally {
    client.disconnect()
  }
}

describe('privateRedis', () => {
  test('keeps its data from one start to the next, and is gone in between', async () => {
    const first = await privateRedis({ dir, command })
    await told(first.url, (client) => client.set('kept', 'yes'))
    await first[Symbol.asyncDispose]()
    await using second = await privateRedis({ dir, command })
    expect(await told(second.url, (client) => client.get('kept'))).toBe('yes')
  })

  test('is one server for all who ask for the same folder', async () => {
    await using owner = await privateRedis({ dir, command })
    const guest = await privateRedis({ dir, command })
    expect(guest.url).toBe(owner.url)
    await guest[Symbol.asyncDispose]()
    expect(await told(owner.url, (client) => client.ping())).toBe('PONG')
  })

  test('works in a folder whose path is too long for a socket', async () => {
    await using server = await privateRedis({ dir: join(dir, 'a'.repeat(120)), command })
    expect(await told(server.url, (client) => client.ping())).toBe('PONG')
  })

  test('that does not start says why', async () => {
    const broken = join(dir, 'broken-server')
    writeFileSync(broken, '#!/bin/sh\necho cannot work today\nexit 3\n', { mode: 0o755 })
    await expect(privateRedis({ dir, command: broken })).rejects.toThrow(
      `${broken} did not start: it ended with code 3. cannot work today Its log is ${join(dir, 'redis.log')}.`,
    )
  })
})

describe('findRedisServer', () => {
  test('takes the one on the path', async () => {
    writeFileSync(join(dir, 'valkey-server'), '#!/bin/sh\necho Valkey server v=8.1.1\n', { mode: 0o755 })
    expect(await findRedisServer({ cacheDir: join(dir, 'cache'), path: dir })).toBe(join(dir, 'valkey-server'))
  })
})

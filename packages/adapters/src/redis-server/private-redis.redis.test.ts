import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { isAlive } from '../files/is-alive.ts'
import { redisClient } from '../redis/redis-client.ts'
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

  test('outlives an owner that leaves before others do, and the next owner stops it', async () => {
    const owner = await privateRedis({ dir, command })
    const code = `
      import { redisClient } from '../redis/redis-client.ts'
      const client = redisClient({ url: ${JSON.stringify(owner.url)}, role: 'worker' })
      console.log(await client.ping())
      setInterval(() => {}, 1000)`
    const flags = ['--conditions=hypersweep-source', '--input-type=module', '--eval', code]
    const guest = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'], cwd: import.meta.dirname })
    await once(guest.stdout, 'data')
    await owner[Symbol.asyncDispose]()
    expect(isAlive(owner.pid)).toBe(true)
    guest.kill('SIGKILL')
    await once(guest, 'close')
    const next = await privateRedis({ dir, command })
    expect(next.pid).toBe(owner.pid)
    await next[Symbol.asyncDispose]()
    expect(isAlive(owner.pid)).toBe(false)
  })

  test('outlives an owner that leaves before a guest, and goes with that guest', async () => {
    const code = `
      import { privateRedis } from './private-redis.ts'
      const server = await privateRedis({ dir: ${JSON.stringify(dir)}, command: ${JSON.stringify(command)} })
      console.log(server.pid)
      process.stdin.on('end', () => server[Symbol.asyncDispose]()).resume()`
    const flags = ['--conditions=hypersweep-source', '--input-type=module', '--eval', code]
    const owner = spawn(process.execPath, flags, { stdio: ['pipe', 'pipe', 'inherit'], cwd: import.meta.dirname })
    await once(owner.stdout, 'data')
    const guest = await privateRedis({ dir, command })
    await told(guest.url, async (client) => {
      await client.ping()
      owner.stdin.end()
      await once(owner, 'close')
      expect(isAlive(guest.pid)).toBe(true)
    })
    await guest[Symbol.asyncDispose]()
    expect(isAlive(guest.pid)).toBe(false)
  })

  test('outlives an owner that was killed, and the next owner takes it over', async () => {
    const code = `
      import { privateRedis } from './private-redis.ts'
      globalThis.server = await privateRedis({ dir: ${JSON.stringify(dir)}, command: ${JSON.stringify(command)} })
      console.log(server.pid)
      setInterval(() => {}, 1000)`
    const flags = ['--conditions=hypersweep-source', '--input-type=module', '--eval', code]
    const owner = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'], cwd: import.meta.dirname })
    const [line] = await once(owner.stdout, 'data')
    owner.kill('SIGKILL')
    await once(owner, 'close')
    const next = await privateRedis({ dir, command })
    expect(next.pid).toBe(Number(line))
    expect(await told(next.url, (client) => client.ping())).toBe('PONG')
    await next[Symbol.asyncDispose]()
    expect(isAlive(next.pid)).toBe(false)
  })

  test('can be opened by its user alone', async () => {
    await using server = await privateRedis({ dir: join(dir, 'own'), command })
    expect(statSync(join(dir, 'own')).mode & 0o077).toBe(0)
    expect(statSync(fileURLToPath(server.url.replace('unix:', 'file:'))).mode & 0o077).toBe(0)
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

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest'
import { isAlive } from '../files/is-alive.ts'
import { redisClient } from '../redis/redis-client.ts'
import { privateRedis } from './private-redis.ts'
import type {} from './provided.ts'

const command = inject('redisCommand')
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hypersweep-kept-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** A command that is the real server, and notes each process that it becomes. */
function noted(before = ''): string {
  const path = join(dir, 'noted-server')
  writeFileSync(path, `#!/bin/sh\necho $$ >> ${join(dir, 'pids')}\n${before}\nexec ${command} "$@"\n`, { mode: 0o755 })
  return path
}

function pids(): number[] {
  return existsSync(join(dir, 'pids')) ? readFileSync(join(dir, 'pids'), 'utf8').trim().split('\n').map(Number) : []
}

test('a server that was killed runs again within about a second, with its data and for the same connections', async () => {
  const lines: string[] = []
  await using server = await privateRedis({ dir, command, log: (line) => lines.push(line) })
  const { pid, url } = server
  const client = redisClient({ url, role: 'worker' })
  await client.set('kept', 'yes')
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { interval: 1 })
  const began = performance.now()
  expect(await client.get('kept')).toBe('yes')
  expect(performance.now() - began).toBeLessThan(3000)
  await vi.waitFor(() => expect(lines).toHaveLength(2))
  expect(server.pid).not.toBe(pid)
  expect(server.url).toBe(url)
  expect(lines).toEqual([
    `Redis in ${dir}: process ${pid} has ended: it is started again`,
    `Redis in ${dir}: it runs again, as process ${server.pid}`,
  ])
  client.disconnect()
})

test('so does a server that its owner took over from one that was killed', async () => {
  const code = `
    import { privateRedis } from './private-redis.ts'
    globalThis.server = await privateRedis(${JSON.stringify({ dir, command })})
    console.log(server.pid)
    setInterval(() => {}, 1000)`
  const flags = ['--conditions=hypersweep-source', '--input-type=module', '--eval', code]
  const owner = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'], cwd: import.meta.dirname })
  const pid = Number((await once(owner.stdout, 'data'))[0])
  owner.kill('SIGKILL')
  await once(owner, 'close')
  const server = await privateRedis({ dir, command })
  expect(server.pid).toBe(pid)
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(server.pid).not.toBe(pid), { timeout: 20_000 })
  const client = redisClient({ url: server.url, role: 'worker' })
  expect(await client.ping()).toBe('PONG')
  client.disconnect()
  await server[Symbol.asyncDispose]()
  expect(isAlive(server.pid)).toBe(false)
})

test('one that is killed again and again is started each time', async () => {
  await using server = await privateRedis({ dir, command })
  for (let kills = 0; kills < 6; kills++) {
    const { pid } = server
    process.kill(pid, 'SIGKILL')
    await vi.waitFor(() => expect(server.pid).not.toBe(pid), { timeout: 20_000 })
  }
  expect(isAlive(server.pid)).toBe(true)
}, 60_000)

test('one that dies again and again is given up after five starts, with one line that says why', async () => {
  const lines: string[] = []
  const mayStart = join(dir, 'may-start')
  writeFileSync(mayStart, '')
  const broken = noted(`test -e ${mayStart} || { echo its disk is broken; exit 3; }`)
  await using server = await privateRedis({ dir, command: broken, log: (line) => lines.push(line) })
  rmSync(mayStart)
  process.kill(server.pid, 'SIGKILL')
  await vi.waitFor(() => expect(lines).toHaveLength(2), { timeout: 30_000 })
  expect(lines[1]).toMatch(
    /is not started again, after 5 times: .* it ended with code 3\. its disk is broken Its log is/,
  )
  expect(pids()).toHaveLength(6)
})

test('disposing in the middle of a start leaves no server', async () => {
  const lines: string[] = []
  const server = await privateRedis({ dir, command: noted('sleep 0.3'), log: (line) => lines.push(line) })
  process.kill(server.pid, 'SIGKILL')
  await vi.waitFor(() => expect(pids()).toHaveLength(2), { timeout: 15_000, interval: 1 })
  await server[Symbol.asyncDispose]()
  expect(pids().filter(isAlive)).toEqual([])
  await using next = await privateRedis({ dir, command })
  expect(pids()).not.toContain(next.pid)
})

test('disposing right after its death starts no other one', async () => {
  const server = await privateRedis({ dir, command: noted() })
  process.kill(server.pid, 'SIGKILL')
  await server[Symbol.asyncDispose]()
  expect(pids().filter(isAlive)).toEqual([])
})

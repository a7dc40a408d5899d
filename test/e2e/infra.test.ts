import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { redisClient, redisDurability } from '@hypersweep/adapters'
import { expect, inject, test } from 'vitest'
import { root, temporaryFolder } from './cli.ts'

test('a Redis with the settings of infra/redis/redis.conf is one that keeps a sweep', async () => {
  using folder = temporaryFolder()
  const socket = join(folder.path, 'redis.sock')
  const flags = ['--port', '0', '--unixsocket', socket, '--dir', folder.path]
  const server = spawn(inject('redisCommand'), [join(root, 'infra/redis/redis.conf'), ...flags], { stdio: 'ignore' })
  const client = redisClient({ url: `unix://${socket}`, role: 'worker' })
  try {
    expect(await redisDurability(client)).toEqual([])
  } finally {
    client.disconnect()
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
})

test.for(['dockerfile', 'compose', 'redis', 'kubernetes', 'engine'])(
  'infra:check finds nothing wrong with the %s',
  { timeout: 900_000 },
  async (name, { skip }) => {
    const { code, stdout, stderr } = await ran(['--only', name])
    // What a machine has not is named: no root, no archive of Debian.
    if (stdout.startsWith('none')) skip(stdout.trim())
    expect(stdout + stderr).toMatch(/^ok /)
    expect(code).toBe(0)
  },
)

test('infra:check refuses what is no check, and with --require-all holds what is missing against the machine', async () => {
  expect(await ran(['--only', 'images'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("There is no 'images'. Use: dockerfile, compose, redis, kubernetes, engine."),
  })
  using folder = temporaryFolder()
  const poor = { PATH: dirname(process.execPath), XDG_CACHE_HOME: folder.path }
  const { code, stdout } = await ran(['--only', 'compose'], poor)
  expect(stdout).toMatch(/^none {2}compose +Debian's docker-compose cannot be had/)
  expect(code).toBe(0)
  expect((await ran(['--only', 'compose', '--require-all'], poor)).code).toBe(1)
})

async function ran(flags: readonly string[], env: Record<string, string> = {}) {
  const main = join(root, 'infra/check/src/main.ts')
  const child = spawn(process.execPath, ['--conditions=hypersweep-source', main, ...flags], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (text: Buffer) => (output.stdout += text))
  child.stderr.on('data', (text: Buffer) => (output.stderr += text))
  const [code] = await once(child, 'close')
  return { code: code as number, ...output }
}

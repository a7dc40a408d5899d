import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
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

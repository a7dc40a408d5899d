import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { privateRedis, redisClient } from '@hypersweep/adapters'
import { inject } from 'vitest'
import { stopServer } from '../stop-server.ts'

/** A Redis for one test alone, gone with all its data afterwards. */
export async function ownRedis() {
  const dir = mkdtempSync(join(tmpdir(), 'hypersweep-redis-'))
  const server = await privateRedis({ dir, command: inject('redisCommand') })
  return {
    url: server.url,
    pid: server.pid,
    async command(name: string, ...words: string[]): Promise<void> {
      const client = redisClient({ url: server.url, role: 'worker' })
      await client.call(name, ...words)
      client.disconnect()
    },
    async [Symbol.asyncDispose]() {
      await stopServer(server)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

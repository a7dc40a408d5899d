import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { AdapterError, findRedisServer, privateRedis } from '@hypersweep/adapters'
import type { TestProject } from 'vitest/node'
import { stopServer } from './stop-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A private, append-only Redis that lives as long as the test run. */
    redisUrl: string
    /** The command that started it. */
    redisCommand: string
  }
}

export const redisCache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hypersweep/redis')

/** Starts the Redis that the tests share; each uses a prefix of its own. Without a server the run stops at once. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const command = await findRedisServer({ cacheDir: redisCache, log: console.error }).catch(stop)
  const dir = mkdtempSync(join(tmpdir(), 'hypersweep-redis-'))
  const server = await privateRedis({ dir, command }).catch(stop)
  provide('redisUrl', server.url)
  provide('redisCommand', command)
  return async () => {
    await stopServer(server)
    rmSync(dir, { recursive: true, force: true })
  }
}

/** The test runner would print an error of a set-up after 'No test files found' and a stack: this is the one line. */
function stop(error: unknown): never {
  if (!(error instanceof AdapterError)) throw error
  console.error(`\nThe tests need a Redis. ${error.message}\n`)
  process.exit(1)
}

import { homedir } from 'node:os'
import { join } from 'node:path'
import { AdapterError, findRedisServer } from '@hypersweep/adapters'
import type { TestProject } from 'vitest/node'
import { allowedCommands, commandsSeen } from './redis/commands.ts'
import { usersRedis } from './redis/users-redis.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A Redis that lives as long as the test run, by the URL of the user `worker`, whose keys begin with `{hs}:`. */
    redisUrl: string
    /** The same for a test that needs more than hypersweep is allowed. */
    redisAdminUrl: string
    /** The command that started it. */
    redisCommand: string
  }
}

export const redisCache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hypersweep/redis')

/**
 * Starts the Redis that the tests share; each uses a prefix of its own. Without a server the run stops at once. In the
 * end nobody may have been denied anything, and a whole run of the Redis tests must have used all that is allowed.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const command = await findRedisServer({ cacheDir: redisCache, log: console.error }).catch(stop)
  const server = await usersRedis({ command }).catch(stop)
  const monitor = await commandsSeen(server.url('admin'))
  project.provide('redisUrl', server.url('worker'))
  project.provide('redisAdminUrl', server.url('admin'))
  project.provide('redisCommand', command)
  return async () => {
    const seen = await monitor.seen()
    const unused = (await isWhole(project)) ? [...allowedCommands('worker')].filter((name) => !seen.has(name)) : []
    const denied = await server.denied()
    await monitor[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
    if (denied.length > 0) fail(`infra/redis/users.acl denied what the tests do: ${denied.join(', ')}.`)
    if (unused.length > 0) fail(`infra/redis/users.acl allows a worker what no test uses: ${unused.join(' ')}.`)
  }
}

/** Whether all tests that a worker's rules are made for have run, to their end. */
async function isWhole(project: TestProject): Promise<boolean> {
  const { name, config, vitest } = project
  if (name !== 'redis' || config.testNamePattern) return false
  const { testFiles } = await project.globTestFiles()
  const files = vitest.state.getFiles().filter(({ projectName }) => projectName === name)
  return files.length === testFiles.length && files.every(({ result }) => result?.state === 'pass')
}

/** An error thrown here is printed, but ends a run that passed with code 0. */
function fail(message: string): void {
  console.error(`\n${message}\n`)
  process.exitCode = 1
}

/** The test runner would print an error of a set-up after 'No test files found' and a stack: this is the one line. */
function stop(error: unknown): never {
  if (!(error instanceof AdapterError)) throw error
  console.error(`\nThe tests need a Redis. ${error.message}\n`)
  process.exit(1)
}

import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import {
  bullmqTrialQueue,
  checkMayWrite,
  findRedisServer,
  maskUrl,
  privateRedis,
  redisClient,
  redisDurability,
  redisSecurity,
  redisSweepStore,
} from '@hypersweep/adapters'
import type { Engine, RedisExamination, Target } from '../context.ts'
import { CliError } from '../errors.ts'
import type { Screen } from '../screen.ts'
import { emptyEngine } from './embedded-engine.ts'
import { leaseMs } from './lease.ts'

const { env } = process

/** Facts in a Redis, and the queue too: one at a URL, or with `auto` a private one whose data lies in the folder. */
export async function redisEngine(target: Target & { redis: string }, err: Screen): Promise<Engine> {
  const { dir, redis, create } = target
  if (redis !== 'auto') return engineAt(redis, target, { [Symbol.asyncDispose]: async () => undefined })
  const home = join(dir, 'redis')
  if (!create && !existsSync(home)) return emptyEngine(target, home)
  const cache = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hypersweep/redis')
  const command = await findRedisServer({ cacheDir: cache, log: (line) => err.write(`${line}\n`), path: env['PATH'] })
  const server = await privateRedis({ dir: home, command, log: (line) => err.say(line) })
  return engineAt(server.url, target, server)
}

/** @param owned  what lives as long as the engine does: the private server */
async function engineAt(url: string, target: Target, owned: AsyncDisposable): Promise<Engine> {
  await using opened = new AsyncDisposableStack()
  opened.use(owned)
  if (target.create) await refuseUnfit(url, target)
  const store = opened.use(await redisSweepStore({ url, leaseMs }))
  const queue = opened.use(await bullmqTrialQueue({ url, lockMs: leaseMs }))
  const resources = opened.move()
  const isPrivate = target.redis === 'auto'
  const engine = emptyEngine(target, isPrivate ? `the Redis in ${join(target.dir, 'redis')}` : maskUrl(url))
  const flags = ['--checkpoints', engine.checkpoints.place]
  return {
    ...engine,
    kind: 'redis',
    isPrivate,
    store,
    queue,
    redis: url,
    workerFlags: target.allowVolatile ? [...flags, '--allow-volatile'] : flags,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

/** A Redis that may lose results, or lets this user only look. */
async function refuseUnfit(url: string, { allowVolatile }: Target): Promise<void> {
  const problems = await withClient(url, async (client) => {
    await checkMayWrite(client)
    return allowVolatile ? [] : redisDurability(client)
  })
  if (problems.length === 0) return
  const got = `The Redis at ${maskUrl(url)} may lose results:`
  const lines = problems.map(({ problem, fix }) => `\n  ${problem}; ${fix}`)
  throw new CliError(
    'REDIS_VOLATILE',
    `${got}${lines.join('')}\n`,
    'Mend that, or use it as it is with --allow-volatile.',
  )
}

/** What the settings of a Redis would lose, whom they let in, and how to change them. */
export function examineRedis(url: string): Promise<RedisExamination> {
  return withClient(url, async (client) => ({
    problems: await redisDurability(client),
    ...(await redisSecurity(client, url)),
  }))
}

async function withClient<T>(url: string, work: (client: ReturnType<typeof redisClient>) => Promise<T>): Promise<T> {
  const client = redisClient({ url, role: 'command' })
  try {
    return await work(client)
  } finally {
    client.disconnect()
  }
}

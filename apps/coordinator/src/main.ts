#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, homedir } from 'node:os'
import { join } from 'node:path'
import {
  bullmqTrialQueue,
  fileCheckpointStore,
  findRedisServer,
  maskUrl,
  memorySweepStore,
  memoryTrialQueue,
  privateRedis,
  processLock,
  redisClient,
  redisDurability,
  redisSweepStore,
  sqliteSweepStore,
} from '@hypersweep/adapters'
import { runCli } from './cli.ts'
import type { Context, Engine, Problem, Target } from './context.ts'
import { CliError } from './errors.ts'
import { onInterrupt } from './interrupts.ts'
import { screenOf } from './screen.ts'
import { becomeWorker, startWorker } from './worker-launch.ts'

const { env } = process
const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
const err = screenOf(process.stderr)
/** How long leases last; shorter ones are for tests of what happens when they end. */
const leaseMs = Number(env['HYPERSWEEP_LEASE_MS'] || 15_000)

const context: Context = {
  out: screenOf(process.stdout),
  err,
  cwd: process.cwd(),
  version,
  ...(env['HYPERSWEEP_REDIS'] && { redis: env['HYPERSWEEP_REDIS'] }),
  threads: availableParallelism(),
  open,
  scratch: () => ({ store: memorySweepStore(), queue: memoryTrialQueue() }),
  examineRedis,
  startWorker,
  becomeWorker: (flags) => becomeWorker(flags, env),
  onInterrupt,
  exitNow: (code) => process.exit(code),
}

async function open(target: Target): Promise<Engine> {
  const { dir, redis, create } = target
  if (redis === undefined) return embeddedEngine(target)
  if (redis !== 'auto') return redisEngine(redis, target, { [Symbol.asyncDispose]: async () => undefined })
  const home = join(dir, 'redis')
  if (!create && !existsSync(home)) return emptyEngine(target, home)
  const cache = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hypersweep/redis')
  const command = await findRedisServer({ cacheDir: cache, log: (line) => err.write(`${line}\n`), path: env['PATH'] })
  const server = await privateRedis({ dir: home, command, log: (line) => err.say(line) })
  return redisEngine(server.url, target, server)
}

function embeddedEngine(target: Target): Engine {
  const { dir, create } = target
  const path = join(dir, 'sweeps.sqlite')
  if (!create && !existsSync(path)) return emptyEngine(target, dir)
  const store = sqliteSweepStore({ path, leaseMs })
  return {
    ...emptyEngine(target, dir),
    store,
    recover: (sweepId) => store.takeOver(sweepId, { text: 'The run that trained it was killed.', crashes: 1 }),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

/** For commands that only look where nothing is yet: they leave no trace. */
function emptyEngine({ dir, redis }: Target, where: string): Engine {
  const checkpointsDir = join(dir, 'checkpoints')
  const isOtherThere = redis === undefined && existsSync(join(dir, 'redis'))
  return {
    kind: 'embedded',
    isPrivate: true,
    store: memorySweepStore(),
    queue: memoryTrialQueue(),
    checkpoints: fileCheckpointStore({ dir: checkpointsDir }),
    where,
    ...(isOtherThere && { elsewhere: 'There is a private Redis here too: look into it with --redis auto.' }),
    dir,
    checkpointsDir,
    workerFlags: [],
    lock: (sweepId) => processLock(join(dir, 'locks', `${sweepId}.lock`)),
    recover: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
}

/** @param owned  what lives as long as the engine does: the private server */
async function redisEngine(url: string, target: Target, owned: AsyncDisposable): Promise<Engine> {
  await using opened = new AsyncDisposableStack()
  opened.use(owned)
  if (target.create && !target.allowVolatile) await refuseVolatile(url)
  const store = opened.use(await redisSweepStore({ url, leaseMs }))
  const queue = opened.use(await bullmqTrialQueue({ url, lockMs: leaseMs }))
  const resources = opened.move()
  const isPrivate = target.redis === 'auto'
  const flags = ['--redis', url, '--checkpoints', join(target.dir, 'checkpoints')]
  return {
    ...emptyEngine(target, isPrivate ? `the Redis in ${join(target.dir, 'redis')}` : maskUrl(url)),
    kind: 'redis',
    isPrivate,
    store,
    queue,
    workerFlags: target.allowVolatile ? [...flags, '--allow-volatile'] : flags,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

async function refuseVolatile(url: string): Promise<void> {
  const problems = await examineRedis(url)
  if (problems.length === 0) return
  const got = `The Redis at ${maskUrl(url)} may lose results:`
  const lines = problems.map(({ problem, fix }) => `\n  ${problem}; ${fix}`)
  throw new CliError(
    'REDIS_VOLATILE',
    `${got}${lines.join('')}\n`,
    'Mend that, or use it as it is with --allow-volatile.',
  )
}

async function examineRedis(url: string): Promise<readonly Problem[]> {
  const client = redisClient({ url, role: 'command' })
  try {
    return await redisDurability(client)
  } finally {
    client.disconnect()
  }
}

// `hypersweep … | head` closes the pipe: nobody reads on, so nothing is left to do.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
const code = await runCli(process.argv.slice(2), context)
for (const stream of [process.stdout, process.stderr]) await new Promise((written) => stream.write('', written))
// Everything of ours is closed by now; a library's timer must not keep a person waiting.
process.exit(code)

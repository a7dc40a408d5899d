#!/usr/bin/env node
import { availableParallelism, hostname } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  bullmqTrialQueue,
  fileCheckpointStore,
  maskUrl,
  redisClient,
  redisDurability,
  redisSweepStore,
} from '@hypersweep/adapters'
import { runWorker } from '@hypersweep/runner'
import { CommanderError } from 'commander'
import { drainSignals } from './drain-signals.ts'
import { errorText, exitCodeOf } from './error-text.ts'
import { type WorkerFlags, workerCommand } from './options.ts'
import { supervise } from './supervise.ts'
import { checkDurability } from './volatile-redis.ts'

/** How long trials under way wait for a Redis that is away, before they are given up to their checkpoints. */
const PATIENCE_MS = 60_000

const log = (line: string) => void process.stderr.write(`${line}\n`)
const drain = drainSignals({ log, exit: (code) => process.exit(code) })
// A worker that a supervisor or a run started hears of its parent's end; that alone must not keep it alive.
process.channel?.unref()

const defaults = { threads: availableParallelism(), name: `${hostname()}-${process.pid}` }
const command = workerCommand(defaults, (flags) => (flags.count > 1 ? superviseWorkers(flags) : work(flags)))
try {
  await command.parseAsync()
  process.exitCode ??= drain.received === 'SIGINT' ? 130 : 0
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
  log(errorText(error))
  process.exit(exitCodeOf(error))
} finally {
  drain[Symbol.dispose]()
}

async function work({ redis: url, threads, dataRoot, checkpoints, name, allowVolatile }: WorkerFlags): Promise<void> {
  checkDurability({ problems: await examine(url), url: maskUrl(url), isAllowed: allowVolatile, log })
  await using store = await redisSweepStore({ url, patienceMs: PATIENCE_MS, log })
  await using queue = await bullmqTrialQueue({ url, log })
  log(
    `${name} takes trials from ${maskUrl(url)}: threads ${threads}, data ${resolve(dataRoot)}, checkpoints ${resolve(checkpoints)}`,
  )
  await runWorker({
    queue,
    store,
    checkpoints: fileCheckpointStore({ dir: checkpoints }),
    threads,
    worker: name,
    dataRoot,
    log,
    signal: drain.signal,
  })
  log('drained')
}

async function examine(url: string) {
  const client = redisClient({ url, role: 'command' })
  try {
    return await redisDurability(client)
  } finally {
    client.disconnect()
  }
}

/** The URL goes by the environment: arguments are seen by every user of the machine. */
async function superviseWorkers({ count, redis, ...flags }: WorkerFlags): Promise<void> {
  const own = [...process.execArgv, fileURLToPath(import.meta.url)]
  const shared = ['--threads', String(flags.threads), '--data-root', flags.dataRoot, '--checkpoints', flags.checkpoints]
  const volatile = flags.allowVolatile ? ['--allow-volatile'] : []
  const isSound = await supervise({
    count,
    command: (place) => [process.execPath, ...own, ...shared, ...volatile, '--name', `${flags.name}-${place}`],
    env: { ...process.env, HYPERSWEEP_REDIS: redis },
    log,
    signal: drain.signal,
  })
  if (!isSound) process.exitCode = 1
}

#!/usr/bin/env node
import { availableParallelism, hostname } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  bullmqTrialQueue,
  checkpointStoreAt,
  maskUrl,
  redisClient,
  redisDurability,
  redisSweepStore,
} from '@hypersweep/adapters'
import {
  giveBack,
  type Heard,
  runWorker,
  type Supervisor,
  startWorkerProcess,
  supervise,
  tellParent,
} from '@hypersweep/runner'
import { printable } from '@hypersweep/sweep'
import { CommanderError } from 'commander'
import { drainSignals } from './drain-signals.ts'
import { errorText, exitCodeOf } from './error-text.ts'
import { type IdleWatch, idleWatch } from './idle-watch.ts'
import { type WorkerFlags, workerCommand } from './options.ts'
import { steadyHeap } from './steady-heap.ts'
import { checkDurability } from './volatile-redis.ts'

/** How long a worker waits for a Redis that is away, before trials under way are given up to their checkpoints. */
const PATIENCE_MS = 60_000

/** How long leases last; shorter ones are for tests of what happens when they end. */
const leaseMs = Number(process.env['HYPERSWEEP_LEASE_MS'] || 15_000)

// A line may hold what stands in a Redis: names, and the last words of others.
const log = (line: string) => void process.stderr.write(`${printable(line)}\n`)
let workers: Supervisor | undefined
// A process of a supervisor is asked by its parent, which has said so.
const isSupervised = process.argv.includes('--supervised')
const drain = drainSignals({
  log: isSupervised ? () => undefined : log,
  exit(code) {
    workers?.kill()
    process.exit(code)
  },
})
// A worker that a supervisor or a run started hears of its parent's end; that alone must not keep it alive.
process.channel?.unref()

const defaults = { threads: availableParallelism(), name: `${hostname()}-${process.pid}` }
const command = workerCommand(defaults, (flags) => (flags.supervised ? work(flags) : superviseWorkers(flags)))
try {
  await command.parseAsync()
  process.exitCode ??= drain.received === 'SIGINT' ? 130 : 0
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
  for (const line of errorText(error).split('\n')) log(line)
  process.exit(exitCodeOf(error))
} finally {
  drain[Symbol.dispose]()
}

/** One of a supervisor's processes. */
async function work({ redis: url, threads, dataRoot, checkpoints, name, memory }: WorkerFlags): Promise<void> {
  steadyHeap()
  await using store = await redisSweepStore({ url, leaseMs, patienceMs: PATIENCE_MS, log })
  await using queue = await bullmqTrialQueue({ url, lockMs: leaseMs, log })
  const kept = checkpointStoreAt(checkpoints, process.env)
  const where = kept.place.startsWith('s3:') ? kept.place : resolve(kept.place)
  const places = `data ${resolve(dataRoot)}, checkpoints ${where}`
  log(`${name} takes trials from ${maskUrl(url)}: process ${process.pid}, threads ${threads}, ${places}`)
  await runWorker({
    queue,
    store,
    checkpoints: kept,
    threads,
    worker: name,
    dataRoot,
    log,
    signal: drain.signal,
    leaseMs,
    onClaims: tellParent,
    ...(memory !== undefined && { memoryMb: memory }),
  })
  log('drained')
}

async function superviseWorkers(flags: WorkerFlags): Promise<void> {
  const { redis: url, count, allowVolatile, idleExit } = flags
  // A slip of the hand is told at once, and by one process.
  checkpointStoreAt(flags.checkpoints, process.env)
  checkDurability({ problems: await examine(url), url: maskUrl(url), isAllowed: allowVolatile, log })
  await using store = await redisSweepStore({ url, leaseMs, patienceMs: PATIENCE_MS })
  await using queue = await bullmqTrialQueue({ url, lockMs: leaseMs })
  using idle = idleWatch(idleExit)
  workers = supervise({
    count,
    start: (place, heard) => startWorkerProcess(processAt(place, flags), watched(heard, place, idle)),
    giveBack: (claims, lastWords) => giveBack({ store, queue }, claims, lastWords),
    say: log,
    log,
  })
  await Promise.race([aborted(AbortSignal.any([drain.signal, idle.signal])), workers.failed])
  if (idle.signal.aborted) log(`nothing to do for ${idleExit} seconds: leaving`)
  await workers.drain()
}

/** What a process lets its parent know, of which the watch hears how much it has to do. */
function watched(heard: Heard, place: number, idle: IdleWatch): Heard {
  idle.starts(place)
  return {
    line: heard.line,
    claims(claims) {
      idle.saw(place, claims.length)
      heard.claims(claims)
    },
  }
}

/** The URL goes by the environment: arguments are seen by every user of the machine. */
function processAt(place: number, { redis, count, memory, ...flags }: WorkerFlags) {
  const own = [...process.execArgv, fileURLToPath(import.meta.url), '--supervised']
  const shared = ['--threads', String(flags.threads), '--data-root', flags.dataRoot, '--checkpoints', flags.checkpoints]
  const limit = memory === undefined ? [] : ['--memory', String(memory)]
  const name = ['--name', count > 1 ? `${flags.name}-${place}` : flags.name]
  const env = { ...process.env, HYPERSWEEP_REDIS: redis }
  return { command: [process.execPath, ...own, ...shared, ...limit, ...name] as const, env }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
}

async function examine(url: string) {
  const client = redisClient({ url, role: 'command' })
  try {
    return await redisDurability(client)
  } finally {
    client.disconnect()
  }
}

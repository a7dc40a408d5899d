#!/usr/bin/env node
import { availableParallelism, hostname } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  bullmqTrialQueue,
  checkMayWrite,
  checkpointStoreAt,
  maskUrl,
  processLock,
  redisClient,
  redisDurability,
  redisSweepStore,
} from '@hypersweep/adapters'
import {
  giveBack,
  type Heard,
  openDataFetcher,
  runWorker,
  type Supervisor,
  startWorkerProcess,
  supervise,
  tellParent,
  usualDataCache,
  usualLimitMb,
  withPlaces,
} from '@hypersweep/runner'
import { readLine, type ServiceLog, serviceLog } from '@hypersweep/service'
import { checkTraces, openTraces } from '@hypersweep/service/traces'
import { CommanderError } from 'commander'
import { drainSignals } from './drain-signals.ts'
import { errorText, exitCodeOf } from './error-text.ts'
import { type IdleWatch, idleWatch } from './idle-watch.ts'
import { metered } from './metered.ts'
import { type WorkerFlags, workerCommand } from './options.ts'
import { steadyHeap } from './steady-heap.ts'
import { type ToldVitals, toldVitals } from './told-vitals.ts'
import { checkDurability } from './volatile-redis.ts'

/** How long a worker waits for a Redis that is away, before trials under way are given up to their checkpoints. */
const PATIENCE_MS = 60_000

/** How long leases last; shorter ones are for tests of what happens when they end. */
const leaseMs = Number(process.env['HYPERSWEEP_LEASE_MS'] || 15_000)

/** Before it is known how to log, and for lines of processes that have left out their own. */
const textLog = await serviceLog({ format: 'text' })
let writeLine = textLog
const log: ServiceLog = (line, fields) => writeLine(line, fields)
let workers: Supervisor | undefined
// A process of a supervisor is asked by its parent, which has said so.
const isSupervised = process.argv.includes('--supervised')
const drain = drainSignals({
  isSupervised,
  log: isSupervised ? () => undefined : log,
  exit(code) {
    workers?.kill()
    process.exit(code)
  },
})
// A worker that a supervisor or a run started hears of its parent's end; that alone must not keep it alive.
process.channel?.unref()

const defaults = {
  threads: availableParallelism(),
  name: `${hostname()}-${process.pid}`,
  dataCache: usualDataCache(process.env),
}
const command = workerCommand(defaults, async (flags) => {
  writeLine = await serviceLog({ format: flags.logFormat, level: flags.logLevel })
  await (flags.supervised ? work(flags) : superviseWorkers(flags))
})
try {
  await command.parseAsync()
  process.exitCode ??= drain.received === 'SIGINT' ? 130 : 0
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
  log(errorText(error), { level: 'error' })
  process.exit(exitCodeOf(error))
} finally {
  drain[Symbol.dispose]()
}

/** One of a supervisor's processes. */
async function work(flags: WorkerFlags): Promise<void> {
  const { redis: url, threads, dataRoot, checkpoints, name, memory = usualLimitMb() } = flags
  steadyHeap()
  const warn = (line: string) => log(line, { level: 'warn' })
  await using store = await redisSweepStore({ url, leaseMs, patienceMs: PATIENCE_MS, log: warn })
  await using queue = await bullmqTrialQueue({ url, lockMs: leaseMs, log: warn })
  const tracing = { env: process.env, service: 'hypersweep-worker', instance: name, log }
  await using traces = await openTraces(tracing)
  const kept = checkpointStoreAt(checkpoints, process.env)
  const where = kept.place.startsWith('s3:') ? kept.place : resolve(kept.place)
  const places = `data ${resolve(dataRoot)}, checkpoints ${where}`
  const text = `${name} takes trials from ${maskUrl(url)}: process ${process.pid}, threads ${threads}, ${places}`
  log(text, { event: 'began', worker: name, threads })
  const tools = { store: traces?.store(store) ?? store, checkpoints: traces?.checkpoints(kept) ?? kept }
  using counting = flags.metered ? await metered({ ...tools, threads, memoryMb: memory }) : undefined
  await runWorker({
    ...(counting ?? { ...tools, onClaims: (claims) => tellParent({ claims }) }),
    queue,
    threads,
    worker: name,
    labels: flags.label,
    dataRoot,
    fetcher: await openDataFetcher({ hosts: flags.dataHost, cacheDir: flags.dataCache, lock: processLock, say: log }),
    log,
    signal: drain.signal,
    leaseMs,
    memoryMb: memory,
  })
  log('drained', { event: 'drained', worker: name })
}

async function superviseWorkers(flags: WorkerFlags): Promise<void> {
  const { redis: url, count, allowVolatile, idleExit, listen, allowHost: allowHosts = [] } = flags
  // A slip of the hand is told at once, and by one process.
  checkpointStoreAt(flags.checkpoints, process.env)
  checkTraces(process.env)
  checkDurability({ problems: await examine(url), url: maskUrl(url), isAllowed: allowVolatile, log })
  await using store = await redisSweepStore({ url, leaseMs, patienceMs: PATIENCE_MS })
  await using queue = await bullmqTrialQueue({ url, lockMs: leaseMs })
  using idle = idleWatch(idleExit)
  await using told = listen && (await toldVitals({ listen, allowHosts, count, queue, leaving: drain.signal, log }))
  if (told) log(`answers /metrics, /healthz and /readyz at ${told.url}`, { event: 'listens', url: told.url })
  const isJson = flags.logFormat === 'json'
  workers = supervise({
    count,
    start(place, heard) {
      told?.starts(place)
      return startWorkerProcess(processAt(place, flags), watched(heard, place, { idle, told, isJson }))
    },
    giveBack(claims, lastWords, place) {
      told?.died(place, claims.length)
      return giveBack({ store, queue }, claims, lastWords)
    },
    say: log,
    log: isJson ? (line, place, fields) => log(line, { ...fields, place }) : withPlaces(textLog, count),
  })
  await Promise.race([aborted(AbortSignal.any([drain.signal, idle.signal])), workers.failed])
  if (idle.signal.aborted) log(`nothing to do for ${idleExit} seconds: leaving`)
  await workers.drain()
}

interface Watchers {
  idle: IdleWatch
  told: ToldVitals | undefined
  /** Whether it logs JSON. */
  isJson: boolean
}

/** What a process lets its parent know, of which the watchers hear how it is and how much it has to do. */
function watched(heard: Heard, place: number, { idle, told, isJson }: Watchers): Heard {
  idle.starts(place)
  return {
    line(text) {
      const { line, fields } = isJson ? readLine(text) : { line: text, fields: {} }
      heard.line(line, fields)
    },
    metrics: (snapshot) => told?.saw(place, snapshot),
    claims(claims) {
      idle.saw(place, claims.length)
      heard.claims(claims)
    },
  }
}

/** The URL goes by the environment: arguments are seen by every user of the machine. */
function processAt(place: number, { redis, count, memory, logFormat, logLevel, listen, ...flags }: WorkerFlags) {
  const own = [...process.execArgv, fileURLToPath(import.meta.url), '--supervised']
  const shared = ['--threads', String(flags.threads), '--data-root', flags.dataRoot, '--checkpoints', flags.checkpoints]
  const limit = memory === undefined ? [] : ['--memory', String(memory)]
  const name = ['--name', count > 1 ? `${flags.name}-${place}` : flags.name]
  const meter = listen ? ['--metered'] : []
  const labels = Object.entries(flags.label).flatMap(([key, value]) => ['--label', `${key}=${value}`])
  const hosts = flags.dataHost.flatMap((host) => ['--data-host', host])
  const data = [...hosts, '--data-cache', flags.dataCache]
  const logging = { HYPERSWEEP_LOG_FORMAT: logFormat, HYPERSWEEP_LOG_LEVEL: logLevel }
  const env = { ...process.env, HYPERSWEEP_REDIS: redis, ...logging }
  const words = [...own, ...shared, ...data, ...labels, ...limit, ...meter, ...name]
  return { command: [process.execPath, ...words] as const, env }
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
    const problems = await redisDurability(client)
    await checkMayWrite(client)
    return problems
  } finally {
    client.disconnect()
  }
}

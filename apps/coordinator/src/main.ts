#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { availableParallelism, hostname } from 'node:os'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCli } from './cli.ts'
import { confirm } from './confirm.ts'
import type { Context, Engine, Target } from './context.ts'
import { interrupts } from './interrupts.ts'
import { programName } from './main/program-name.ts'
import { startDetached } from './main/start-detached.ts'
import { screenOf } from './screen.ts'
import { becomeWorker, workerCommand } from './worker-launch.ts'

const { env } = process
const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
const err = screenOf(process.stderr, env)
// Node takes back the ignoring of SIGHUP that nohup hands on; the shell's `_` still names it.
const wishes = interrupts({ ignoresHangup: basename(env['_'] ?? '') === 'nohup' })

/** Loaded when they are wanted: what most commands do not need is most of what there is to load. */
const parts = {
  embedded: () => import('./main/embedded-engine.ts'),
  redis: () => import('./main/redis-engine.ts'),
  traced: () => import('./main/traced-engine.ts'),
}

const context: Context = {
  out: screenOf(process.stdout, env),
  err,
  // Opened only by who reads it: a terminal or pipe that is listened to keeps the process.
  get input() {
    return process.stdin
  },
  cwd: process.cwd(),
  version,
  schema: fileURLToPath(new URL('../sweep.schema.json', import.meta.url)),
  program: programName(env),
  process: `${hostname()}-${process.pid}`,
  ...(env['HYPERSWEEP_REDIS'] && { redis: env['HYPERSWEEP_REDIS'] }),
  ...(env['HYPERSWEEP_CHECKPOINTS'] && { checkpoints: env['HYPERSWEEP_CHECKPOINTS'] }),
  threads: availableParallelism(),
  open,
  openFetcher: async (flags) => (await import('./main/open-fetcher.ts')).openFetcher(flags, err),
  scratch: async () => (await parts.embedded()).scratch(),
  probeCheckpoints: async (place) => (await parts.embedded()).probe(place),
  examineRedis: async (url) => (await parts.redis()).examineRedis(url),
  workerCommand: (flags, redis) => workerCommand(flags, env, redis),
  startDetached,
  becomeWorker: (flags) => becomeWorker(flags, env),
  ...(process.stdin.isTTY && { confirm }),
  onInterrupt: wishes.on,
  exitNow: (code) => process.exit(code),
}

async function open({ redis, ...target }: Target): Promise<Engine> {
  // What only looks leaves no trace of itself.
  const traced =
    target.create && env['HYPERSWEEP_TRACES'] ? (await parts.traced()).tracedEngine(context, target) : unchanged
  if (redis === undefined) return traced((await parts.embedded()).embeddedEngine(target))
  const engine = await traced(await (await parts.redis()).redisEngine({ ...target, redis }, err))
  return redis === 'auto' ? closedOnInterrupt(engine) : engine
}

function unchanged(engine: Engine): Engine {
  return engine
}

/** A private server outlives the process that is ended by a signal: it is closed before, whatever the command does. */
function closedOnInterrupt(engine: Engine): Engine {
  let closing: Promise<void> | undefined
  const close = () => (closing ??= Promise.resolve(engine[Symbol.asyncDispose]()))
  let isLeaving = false
  const listening = wishes.on((wish) => {
    const code = wish === 'closed' ? 0 : 130
    if (isLeaving) process.exit(code)
    isLeaving = true
    void close().finally(() => process.exit(code))
  })
  const closeAndListenNoMore = async () => {
    await close()
    listening[Symbol.dispose]()
  }
  return { ...engine, [Symbol.asyncDispose]: closeAndListenNoMore }
}

// `hypersweep … | head` closes the pipe: nobody reads on, so nothing is left to do, but to stop what trains.
let isUnwritable = false
process.stdout.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
  const isClosed = code === 'EPIPE' || code === 'EIO'
  if (!isClosed && !isUnwritable) err.write(`hypersweep: The results cannot be written (${message}).\n`)
  isUnwritable ||= !isClosed
  if (!wishes.closed()) process.exit(isClosed ? 0 : 1)
})
// A shell has written below what was painted before Ctrl-Z.
process.on('SIGCONT', () => err.settle())
// Progress that nobody reads, as after Ctrl-C in `hypersweep run … 2>&1 | tee log`, must not hinder the work.
process.stderr.on('error', () => undefined)
const code = await runCli(process.argv.slice(2), context)
for (const stream of [process.stdout, process.stderr]) await new Promise((written) => stream.write('', written))
// Everything of ours is closed by now; a library's timer must not keep a person waiting.
process.exit(isUnwritable ? 1 : code)

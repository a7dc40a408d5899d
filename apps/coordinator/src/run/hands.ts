import { giveBack, type Log, runWorker, startWorkerProcess, supervise, withPlaces } from '@hypersweep/runner'
import { maskedText } from '@hypersweep/service'
import type { Labels } from '@hypersweep/sweep'
import type { Context, Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import { counted } from '../view/amounts.ts'
import { labelFlags } from './label-flags.ts'

const GIVEN_BACK = 'Stopping: the running trials are checkpointed and given back.'

/** What trains the trials of a run. */
export interface Hands {
  /** `2 threads`, `3 workers`. */
  text(): string
  /** What a stop does, for who has asked for it. */
  readonly stopping: string
  /** What a person is to do where nobody trains; absent where this run sees to that. */
  readonly advice?: string
  /** Rejects when nothing can train, and never resolves. */
  readonly failed: Promise<never>
  /** Checkpoints, gives back what is under way, and resolves when everything has stopped. */
  drain(): Promise<void>
  /** Stops at once. */
  kill(): void
}

export interface ThreadHandsOptions {
  context: Context
  engine: Engine
  threads: number
  /** Megabytes that this process may take. */
  memoryMb?: number
  dataRoot: string
  label?: Labels | undefined
  log: Log
}

/** Threads of this process. */
export function threadHands({ context, engine, label, ...options }: ThreadHandsOptions): Hands {
  const stop = new AbortController()
  const { store, queue, checkpoints } = engine
  const work = runWorker({
    ...options,
    labels: label,
    store,
    queue,
    checkpoints,
    worker: context.process,
    signal: stop.signal,
  })
  return {
    text: () => counted(options.threads, 'thread'),
    stopping: GIVEN_BACK,
    failed: onlyFailure(work),
    async drain() {
      stop.abort()
      await work
    },
    kill: () => stop.abort(),
  }
}

export interface ProcessHandsOptions {
  context: Context
  engine: Engine
  count: number
  /** Threads of each process; the worker's own default where absent. */
  threads?: number
  memoryMb?: number
  dataRoot: string
  label?: Labels | undefined
  log: Log
  /** Told when a worker process has died. */
  say: Log
}

/** Worker processes of this machine; one that dies is replaced. */
export function processHands(options: ProcessHandsOptions): Hands {
  const { context, engine, count, threads, memoryMb, dataRoot, label, log, say } = options
  const each = threads ?? Math.max(1, Math.floor(context.threads / count))
  const limit = memoryMb === undefined ? [] : ['--memory', String(memoryMb)]
  // Its lines are shown to a person here, whatever the environment says of logs.
  const logging = ['--log-format', 'text', '--log-level', 'info']
  const own = [...labelFlags(label), '--data-root', dataRoot, '--threads', String(each)]
  const flags = [...engine.workerFlags, ...logging, ...limit, ...own]
  const { store, queue } = engine
  const workers = supervise({
    count,
    start(place, heard) {
      const name = `${context.process}-${place}`
      return startWorkerProcess(context.workerCommand([...flags, '--name', name], engine.redis), heard)
    },
    giveBack: (claims, lastWords) => giveBack({ store, queue }, claims, lastWords),
    say,
    log: withPlaces(log, count),
  })
  const text = () => `${counted(workers.alive, 'worker')} × ${counted(each, 'thread')}`
  let whileTheyWorked: string | undefined
  return {
    text: () => whileTheyWorked ?? text(),
    stopping: GIVEN_BACK,
    failed: workers.failed.catch((cause: unknown) => {
      throw new CliError('WORKER_DIES', reasonOf(cause), '', { exitCode: 1, cause })
    }),
    drain() {
      whileTheyWorked = text()
      return workers.drain()
    },
    kill: () => workers.kill(),
  }
}

/** Workers that somebody starts elsewhere. */
export function otherHands({ context, engine }: Pick<ProcessHandsOptions, 'context' | 'engine'>): Hands {
  const never = new Promise<never>(() => undefined)
  const redis = engine.redis === undefined ? [] : ['--redis', maskedText(engine.redis)]
  const worker = [context.program, 'worker', ...redis, ...engine.workerFlags.map(maskedText)].join(' ')
  return {
    text: () => 'workers elsewhere',
    stopping: 'Leaving: the workers go on with what they were offered.',
    advice: `Start one on any machine:\n  ${worker}`,
    failed: never,
    drain: async () => undefined,
    kill: () => undefined,
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function onlyFailure(work: Promise<void>): Promise<never> {
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  work.catch(failed.reject)
  return failed.promise
}

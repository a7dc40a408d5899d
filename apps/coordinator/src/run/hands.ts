import { hostname } from 'node:os'
import { type Log, runWorker } from '@hypersweep/runner'
import type { Context, Engine } from '../context.ts'
import { counted } from '../view/amounts.ts'
import { workerProcesses } from '../worker-processes.ts'

/** What trains the trials of a run. */
export interface Hands {
  /** `2 threads`, `3 workers`. */
  text(): string
  /** Rejects when nothing can train, and never resolves. */
  readonly failed: Promise<never>
  /** Checkpoints, gives back what is under way, and resolves when everything has stopped. */
  drain(): Promise<void>
  /** Stops at once. */
  kill(): void
}

export interface ThreadHandsOptions {
  engine: Engine
  threads: number
  dataRoot: string
  log: Log
}

/** Threads of this process. */
export function threadHands({ engine, threads, dataRoot, log }: ThreadHandsOptions): Hands {
  const stop = new AbortController()
  const { store, queue, checkpoints } = engine
  const worker = `${hostname()}-${process.pid}`
  const work = runWorker({ store, queue, checkpoints, threads, worker, dataRoot, log, signal: stop.signal })
  return {
    text: () => counted(threads, 'thread'),
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
  dataRoot: string
  log: Log
  /** Told when a worker process has died. */
  say: Log
}

/** Worker processes of this machine; one that dies is replaced. */
export function processHands({ context, engine, count, threads, dataRoot, log, say }: ProcessHandsOptions): Hands {
  const each = threads ?? Math.max(1, Math.floor(context.threads / count))
  const flags = [...engine.workerFlags, '--data-root', dataRoot, '--threads', String(each)]
  const workers = workerProcesses({ count, flags, start: context.startWorker, say, log })
  return {
    text: () => `${counted(workers.alive, 'worker')} × ${counted(each, 'thread')}`,
    failed: workers.failed,
    drain: () => workers.drain(),
    kill: () => workers.kill(),
  }
}

/** Workers that somebody starts elsewhere. */
export function otherHands(): Hands {
  const never = new Promise<never>(() => undefined)
  return { text: () => 'workers elsewhere', failed: never, drain: async () => undefined, kill: () => undefined }
}

function onlyFailure(work: Promise<void>): Promise<never> {
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  work.catch(failed.reject)
  return failed.promise
}

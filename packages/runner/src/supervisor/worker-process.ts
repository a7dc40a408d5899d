import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Log } from '../log.ts'
import type { ClaimUnderWay } from '../trial/under-way.ts'

/** A worker process, seen from its parent. */
export interface WorkerProcess {
  readonly pid: number
  /** Resolves with what ended it: `exit code 1`, `signal SIGKILL`. */
  readonly ended: Promise<string>
  /** Asks it to checkpoint, give back its trials and leave. */
  drain(): void
  /** Ends it at once. */
  kill(): void
}

/** What a worker process lets its parent know. */
export interface Heard {
  line: Log
  /** All that it is training, whenever that changes. */
  claims: (claims: readonly ClaimUnderWay[]) => void
  /** What it has counted and measured so far, now and then where it was asked to. */
  metrics?: (snapshot: unknown) => void
}

/** What it says through the channel. */
export type Told = { claims: readonly ClaimUnderWay[] } | { metrics: unknown }

export interface StartOptions {
  command: readonly [program: string, ...args: string[]]
  env?: NodeJS.ProcessEnv
}

/** glibc keeps one heap for each thread, and lets each go to pieces: two take an eighth less memory. Others ignore it. */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' }

/**
 * Starts a worker with a channel, which closes when the parent dies, so that it does not outlive it.
 *
 * It shares its parent's session, because many kernels divide the cores among sessions first: there its training
 * threads give way to the parent and to all else in that session, which in one of its own they would not. A Ctrl-C in
 * the terminal therefore reaches it too, and is for it to ignore: its parent asks it to drain by SIGTERM.
 */
export function startWorkerProcess({ command, env = process.env }: StartOptions, heard: Heard): WorkerProcess {
  const [program, ...args] = command
  const stdio = ['ignore', 'ignore', 'pipe', 'ipc'] as const
  const child = spawn(program, args, { stdio: [...stdio], env: { ...FEW_ARENAS, ...env } })
  const ended = Promise.withResolvers<string>()
  child.on('error', (error) => ended.resolve(error.message))
  // Its last words come before its end.
  child.on('close', (code, signal) => ended.resolve(signal === null ? `exit code ${code}` : `signal ${signal}`))
  child.on('message', (message) => {
    const told = message as Told
    if ('claims' in told) heard.claims(told.claims)
    else heard.metrics?.(told.metrics)
  })
  createInterface({ input: child.stderr! }).on('line', (line) => heard.line(line))
  return {
    pid: child.pid ?? 0,
    ended: ended.promise,
    drain: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  }
}

/** The other end of the channel; what is said to a parent that has gone is heard by nobody. */
export function tellParent(told: Told): void {
  if (process.connected) process.send?.(told)
}

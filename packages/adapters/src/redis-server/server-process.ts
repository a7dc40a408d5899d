import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { AdapterError, reason } from '../errors.ts'
import { isAlive } from '../files/is-alive.ts'
import { answers } from './server-at-socket.ts'

export interface ServerPlace {
  /** The server's command. */
  command: string
  /** Where its data lies. */
  home: string
  socket: string
}

export const START_MS = 15_000
const STOP_MS = 10_000

/**
 * Starts a server and resolves to its process when it answers. Aborting `signal` ends it before that.
 *
 * @throws AdapterError REDIS_START with the server's own last words
 */
export async function startServer({ command, home, socket }: ServerPlace, signal?: AbortSignal): Promise<number> {
  const logFile = join(home, 'redis.log')
  const log = openSync(logFile, 'a', 0o600)
  // A process group of its own: Ctrl-C is for the run, which still needs its Redis to put everything down.
  const server = spawn(command, settings(home, socket), { stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  const decided = new AbortController()
  const failed = failure(server)
  const result = await Promise.race([failed, answers(socket, START_MS, decided.signal), aborted(signal)])
  decided.abort()
  if (typeof result === 'number') {
    server.unref()
    return result
  }
  server.kill('SIGKILL')
  await failed
  const why = result ?? `it does not answer within ${START_MS / 1000} s`
  const last = readFileSync(logFile, 'utf8').trim().split('\n').at(-1) ?? ''
  throw new AdapterError('REDIS_START', `${command} did not start: ${why}. ${last}`, `Its log is ${logFile}.`)
}

/** SIGTERM lets it write what is not on disk yet; a folder's next server must find it gone. */
export async function stopServer(pid: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (isAlive(pid)) process.kill(pid, signal)
    const until = performance.now() + STOP_MS
    while (isAlive(pid) && performance.now() < until) await pause(5)
  }
}

function settings(home: string, socket: string): string[] {
  const options = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    dir: home,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  }
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
}

function aborted(signal: AbortSignal | undefined): Promise<string> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve('it is not needed any more')
    signal?.addEventListener('abort', () => resolve('it is not needed any more'), { once: true })
  })
}

function failure(server: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(reason(error)))
    server.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`))
  })
}

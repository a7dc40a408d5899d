import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { AdapterError, reason } from '../errors.ts'
import { isAlive } from '../files/is-alive.ts'
import { processesConnected } from '../redis/connection-name.ts'
import { processLock } from '../sqlite/process-lock.ts'

export interface PrivateRedisOptions {
  /** Where its data lies; another server on the same folder is never started. */
  dir: string
  /** The server's command, as `findRedisServer` names it. */
  command: string
}

/** A server of our own. Disposing stops it where this process is its owner and no other one is connected. */
export interface PrivateRedis extends AsyncDisposable {
  url: string
  /** The server's process. */
  pid: number
}

/** A socket's path has to fit into 104 bytes on macOS, 108 on Linux. */
const SOCKET_PATH_MAX = 100
const START_MS = 15_000
const STOP_MS = 10_000

/**
 * Starts a Redis for one folder: append-only, nothing evicted, on a socket that only this user can open.
 *
 * The process that holds the folder's lock owns the server; others use it, and it outlives an owner that leaves before
 * them. A server whose owner was killed goes on too. The next owner takes it over.
 *
 * @throws AdapterError REDIS_START with the server's own last words
 */
export async function privateRedis({ dir, command }: PrivateRedisOptions): Promise<PrivateRedis> {
  const home = resolve(dir)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const socket = socketOf(home)
  const lock = processLock(join(home, 'owner.lock'))
  if (!lock) {
    const pid = await answers(socket, START_MS)
    if (pid) return { url: `unix://${socket}`, pid, [Symbol.asyncDispose]: async () => {} }
    const needed = 'Wait until that process has ended, then try again.'
    throw new AdapterError('REDIS_START', `Another process owns the Redis in ${home}, and it does not answer.`, needed)
  }
  try {
    const pid = (await answers(socket, 0)) ?? (await startServer(command, home, socket))
    return {
      url: `unix://${socket}`,
      pid,
      [Symbol.asyncDispose]: async () => {
        if (!(await isUsedByOthers(socket))) await shutDown(pid)
        lock[Symbol.dispose]()
      },
    }
  } catch (error) {
    lock[Symbol.dispose]()
    throw error
  }
}

function socketOf(home: string): string {
  const inside = join(home, 'redis.sock')
  if (Buffer.byteLength(inside) <= SOCKET_PATH_MAX) return inside
  return join(tmpdir(), `hypersweep-${createHash('sha256').update(home).digest('hex').slice(0, 16)}.sock`)
}

async function startServer(command: string, home: string, socket: string): Promise<number> {
  const logFile = join(home, 'redis.log')
  const log = openSync(logFile, 'a', 0o600)
  // A process group of its own: Ctrl-C is for the run, which still needs its Redis to put everything down.
  const server = spawn(command, settings(home, socket), { stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  const result = await Promise.race([failure(server), answers(socket, START_MS)])
  if (typeof result === 'number') {
    server.unref()
    return result
  }
  server.kill('SIGKILL')
  const why = result ?? `it does not answer within ${START_MS / 1000} s`
  const last = readFileSync(logFile, 'utf8').trim().split('\n').at(-1) ?? ''
  throw new AdapterError('REDIS_START', `${command} did not start: ${why}. ${last}`, `Its log is ${logFile}.`)
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

function failure(server: ChildProcess): Promise<string> {
  return new Promise((resolve_) => {
    server.once('error', (error) => resolve_(reason(error)))
    server.once('exit', (code, signal) => resolve_(`it ended with ${signal ?? `code ${code}`}`))
  })
}

/** The process that answers on this socket, now or within `patienceMs`. */
async function answers(socket: string, patienceMs: number): Promise<number | undefined> {
  const until = performance.now() + patienceMs
  for (;;) {
    const pid = await processAt(socket)
    if (pid !== undefined || performance.now() >= until) return pid
    await pause(10)
  }
}

async function processAt(socket: string): Promise<number | undefined> {
  const info = await ask(socket, (client) => client.info('server'))
  return info === undefined ? undefined : Number(/process_id:(\d+)/.exec(info)?.[1])
}

/** Connections bear their process: a guest that only looked is gone, and our own do not count. */
async function isUsedByOthers(socket: string): Promise<boolean> {
  const clients = String((await ask(socket, (client) => client.client('LIST'))) ?? '')
  return processesConnected(clients).some((pid) => pid !== process.pid && isAlive(pid))
}

/** What the server at this socket answers, on a connection made for it; `undefined` where nobody does. */
async function ask<T>(socket: string, question: (client: Redis) => Promise<T>): Promise<T | undefined> {
  const client = new Redis(socket, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  client.on('error', () => {}) // Nobody is there: that is the answer.
  try {
    await client.connect()
    return await question(client)
  } catch {
    return undefined
  } finally {
    client.disconnect()
  }
}

/** SIGTERM lets it write what is not on disk yet; a folder's next server must find it gone. */
async function shutDown(pid: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (isAlive(pid)) process.kill(pid, signal)
    const until = performance.now() + STOP_MS
    while (isAlive(pid) && performance.now() < until) await pause(5)
  }
}

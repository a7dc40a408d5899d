import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { AdapterError, reason } from '../errors.ts'
import { processLock } from '../sqlite/process-lock.ts'

export interface PrivateRedisOptions {
  /** Where its data lies; another server on the same folder is never started. */
  dir: string
  /** The server's command, as `findRedisServer` names it. */
  command: string
}

/** A server of our own. Disposing stops it where this process is its owner. */
export interface PrivateRedis extends AsyncDisposable {
  url: string
}

/** A socket's path has to fit into 104 bytes on macOS, 108 on Linux. */
const SOCKET_PATH_MAX = 100
const START_MS = 15_000

/**
 * Starts a Redis for one folder: append-only, nothing evicted, on a socket that only this user can open.
 *
 * The process that holds the folder's lock owns the server; others use it as long as it runs. A server whose owner was
 * killed goes on, and the next owner takes it over.
 *
 * @throws AdapterError REDIS_START with the server's own last words
 */
export async function privateRedis({ dir, command }: PrivateRedisOptions): Promise<PrivateRedis> {
  const home = resolve(dir)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const socket = socketOf(home)
  const lock = processLock(join(home, 'owner.lock'))
  if (!lock) {
    if (await answers(socket, START_MS)) return { url: `unix://${socket}`, [Symbol.asyncDispose]: async () => {} }
    const needed = 'Wait until that process has ended, then try again.'
    throw new AdapterError('REDIS_START', `Another process owns the Redis in ${home}, and it does not answer.`, needed)
  }
  try {
    if (!(await answers(socket, 0))) await startServer(command, home, socket)
  } catch (error) {
    lock[Symbol.dispose]()
    throw error
  }
  return {
    url: `unix://${socket}`,
    [Symbol.asyncDispose]: async () => {
      await shutDown(socket)
      lock[Symbol.dispose]()
    },
  }
}

function socketOf(home: string): string {
  const inside = join(home, 'redis.sock')
  if (Buffer.byteLength(inside) <= SOCKET_PATH_MAX) return inside
  return join(tmpdir(), `hypersweep-${createHash('sha256').update(home).digest('hex').slice(0, 16)}.sock`)
}

async function startServer(command: string, home: string, socket: string): Promise<void> {
  const logFile = join(home, 'redis.log')
  const log = openSync(logFile, 'a', 0o600)
  // A process group of its own: Ctrl-C is for the run, which still needs its Redis to put everything down.
  const server = spawn(command, settings(home, socket), { stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  const failed = failure(server)
  const result = await Promise.race([failed, answers(socket, START_MS)])
  if (result === true) return server.unref()
  server.kill('SIGKILL')
  const why = result === false ? `it does not answer within ${START_MS / 1000} s` : result
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

/** Whether a server answers on this socket, now or within `patienceMs`. */
async function answers(socket: string, patienceMs: number): Promise<boolean> {
  const until = performance.now() + patienceMs
  for (;;) {
    if (await asked(socket, (client) => client.ping())) return true
    if (performance.now() >= until) return false
    await pause(10)
  }
}

/** Saves what is not on disk yet and waits until the server is gone. */
async function shutDown(socket: string): Promise<void> {
  await asked(socket, (client) => client.shutdown())
  while (await answers(socket, 0)) await pause(5)
}

/** Whether a command on a connection made for it was answered. */
async function asked(socket: string, command: (client: Redis) => Promise<unknown>): Promise<boolean> {
  const client = new Redis(socket, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  client.on('error', () => {}) // What failed is the answer.
  try {
    await client.connect()
    await command(client)
    return true
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}

import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { AdapterError, reason } from '../errors.ts'
import { makeFolder } from '../files/make-folder.ts'
import { processLock } from '../sqlite/process-lock.ts'
import { keepRunning } from './keep-running.ts'
import { answers, isUsedByOthers } from './server-at-socket.ts'
import { type ServerPlace, START_MS, startServer, stopServer } from './server-process.ts'

export interface PrivateRedisOptions {
  /** Where its data lies; another server on the same folder is never started. */
  dir: string
  /** The server's command, as `findRedisServer` names it. */
  command: string
  /** Hears when the server has died, and whether it runs again. */
  log?: (line: string) => void
}

/** A server of our own. Disposing stops it where no other process owns it or is connected. */
export interface PrivateRedis extends AsyncDisposable {
  url: string
  /** The server's process, now: another one after it has died. */
  readonly pid: number
}

/** A socket's path has to fit into 104 bytes on macOS, 108 on Linux. */
const SOCKET_PATH_MAX = 100

/**
 * Starts a Redis for one folder: append-only, nothing evicted, on a socket that only this user can open.
 *
 * The process that holds the folder's lock owns the server; others use it, and it outlives an owner that leaves before
 * them: the last of them stops it. A server whose owner was killed goes on too, and the next owner takes it over. A
 * server that dies is started again by its owner, on the same socket and data.
 *
 * @throws AdapterError REDIS_START with the server's own last words
 */
export async function privateRedis({ dir, command, log = () => {} }: PrivateRedisOptions): Promise<PrivateRedis> {
  const home = resolve(dir)
  makeHome(home)
  const socket = socketOf(home)
  const lock = processLock(join(home, 'owner.lock'))
  if (!lock) return guestOf(home, socket)
  try {
    return await ownerOf({ command, home, socket }, lock, log)
  } catch (error) {
    lock[Symbol.dispose]()
    throw error
  }
}

async function ownerOf(place: ServerPlace, lock: Disposable, log: (line: string) => void): Promise<PrivateRedis> {
  const { home, socket } = place
  const start = async (signal?: AbortSignal) => (await answers(socket, 0)) ?? (await startServer(place, signal))
  const server = keepRunning({
    pid: await start(),
    start: async (signal) => {
      const pid = await start(signal)
      log(`Redis in ${home}: it runs again, as process ${pid}`)
      return pid
    },
    log: (line) => log(`Redis in ${home}: ${line}`),
  })
  return {
    url: `unix://${socket}`,
    get pid() {
      return server.pid
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      if (!(await isUsedByOthers(socket))) await stopServer(server.pid)
      lock[Symbol.dispose]()
    },
  }
}

async function guestOf(home: string, socket: string): Promise<PrivateRedis> {
  const pid = await answers(socket, START_MS)
  if (pid) return { url: `unix://${socket}`, pid, [Symbol.asyncDispose]: () => leaveAsGuest(home, socket) }
  const needed = 'Wait until that process has ended, then try again.'
  throw new AdapterError('REDIS_START', `Another process owns the Redis in ${home}, and it does not answer.`, needed)
}

/** An owner that left before its last guest has left the server to it. */
async function leaveAsGuest(home: string, socket: string): Promise<void> {
  using lock = processLock(join(home, 'owner.lock'))
  if (!lock || (await isUsedByOthers(socket))) return
  const pid = await answers(socket, 0)
  if (pid) await stopServer(pid)
}

function makeHome(home: string): void {
  try {
    makeFolder(home)
  } catch (cause) {
    const needed = 'A folder that can be written is needed; name another with --dir.'
    throw new AdapterError('REDIS_START', `A Redis cannot live in ${home}: ${reason(cause)}.`, needed, { cause })
  }
}

function socketOf(home: string): string {
  const inside = join(home, 'redis.sock')
  if (Buffer.byteLength(inside) <= SOCKET_PATH_MAX) return inside
  return join(tmpdir(), `hypersweep-${createHash('sha256').update(home).digest('hex').slice(0, 16)}.sock`)
}

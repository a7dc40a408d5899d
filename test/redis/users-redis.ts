import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { redisClient } from '@hypersweep/adapters'
import { freePort } from '../free-port.ts'

export const infra = join(import.meta.dirname, '../../infra/redis')

/** The users of infra/redis/users.acl. */
export type User = 'admin' | 'worker' | 'viewer'

/** A Redis as infra/redis sets it up: its settings, its users, and nobody else. */
export interface UsersRedis extends AsyncDisposable {
  port: number
  /** Where the passwords lie. */
  secrets: string
  password(user: User): string
  /** The worker and the viewer come by TCP, the admin by a socket: MONITOR tells where a command came from, not whose it is. */
  url(user: User): string
  /** Sends a command as the admin. */
  command(name: string, ...words: string[]): Promise<unknown>
  /** What users were denied, each as `user: why what`. */
  denied(): Promise<string[]>
}

export interface UsersRedisOptions {
  /** The server's command. */
  command: string
  /** Further settings, as flags. */
  flags?: readonly string[]
}

export async function usersRedis({ command: server, flags = [] }: UsersRedisOptions): Promise<UsersRedis> {
  const dir = mkdtempSync(join(tmpdir(), 'hypersweep-users-'))
  const [secrets, socket, log, port] = [
    join(dir, 'secrets'),
    join(dir, 'redis.sock'),
    join(dir, 'log'),
    await freePort(),
  ]
  execFileSync(join(infra, 'make-secrets.sh'), [secrets])
  const places = ['--dir', dir, '--aclfile', join(secrets, 'users.acl'), '--unixsocket', socket]
  const listens = ['--bind', '127.0.0.1', '--port', String(port), ...places, ...flags]
  const child = spawn(server, [join(infra, 'redis.conf'), '--logfile', log, ...listens], { stdio: 'ignore' })
  const url = (user: User) => {
    const at = user === 'admin' ? `unix://admin@localhost${socket}` : `redis://${user}@127.0.0.1:${port}`
    return `${at}?password_file=${join(secrets, `${user}.password`)}`
  }
  const command = (name: string, ...words: string[]) => commandAt(url('admin'), name, ...words)
  await Promise.race([command('PING'), once(child, 'exit').then(() => failed(readFileSync(log, 'utf8')))])
  return {
    port,
    secrets,
    url,
    command,
    password: (user) => readFileSync(join(secrets, `${user}.password`), 'utf8'),
    denied: async () => ((await command('ACL', 'LOG')) as unknown[]).map(deniedText),
    async [Symbol.asyncDispose]() {
      await ended(child)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Sends a command by this URL, and waits for a server that is starting. */
export async function commandAt(url: string, name: string, ...words: string[]): Promise<unknown> {
  const client = redisClient({ url, role: 'worker' })
  try {
    return await client.call(name, ...words)
  } finally {
    client.disconnect()
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function failed(log: string): never {
  throw new Error(`The server has ended: ${log.trim().split('\n').at(-1)}`)
}

/** An entry is a list of names and values by turns. */
function deniedText(entry: unknown): string {
  const flat = entry as readonly unknown[]
  const field = (name: string) => String(flat[flat.indexOf(name) + 1])
  return `${field('username')}: ${field('reason')} ${field('object')}`
}

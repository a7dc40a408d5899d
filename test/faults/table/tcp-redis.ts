import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { redisClient } from '@hypersweep/adapters'
import { inject } from 'vitest'
import { freePort } from '../../free-port.ts'

/** An append-only Redis on a port of its own, which can be killed and started again on the same port and data. */
export interface TcpRedis extends AsyncDisposable {
  readonly port: number
  readonly url: string
  /** Where its data lies. */
  readonly dir: string
  /** Starts it, after it was ended. */
  start(): Promise<void>
  /** Ends it and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<void>
  /** Sends one command and answers its reply. */
  command(name: string, ...words: string[]): Promise<unknown>
  /** The same by another URL, which may hold a login. */
  commandAt(url: string, ...words: string[]): Promise<unknown>
}

export async function tcpRedis(): Promise<TcpRedis> {
  const dir = mkdtempSync(join(tmpdir(), 'hypersweep-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let server: ChildProcess | undefined
  const start = async () => {
    server = spawn(inject('redisCommand'), settings(dir, port), { stdio: 'ignore' })
    await command('PING')
  }
  const end = async (signal: NodeJS.Signals) => {
    const ending = server
    server = undefined
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return
    ending.kill(signal)
    await once(ending, 'exit')
  }
  // Waits while the server is starting.
  const command = (...words: [string, ...string[]]) => commandAt(url, ...words)
  await start()
  return {
    port,
    url,
    dir,
    start,
    end,
    command,
    commandAt,
    async [Symbol.asyncDispose]() {
      await end('SIGKILL')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function commandAt(url: string, name = '', ...words: string[]): Promise<unknown> {
  const client = redisClient({ url, role: 'worker' })
  try {
    return await client.call(name, ...words)
  } finally {
    client.disconnect()
  }
}

function settings(dir: string, port: number): string[] {
  const options = {
    port: String(port),
    bind: '127.0.0.1',
    dir,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
  }
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { redisClient } from '@hypersweep/adapters'
import type { Machine } from './network.ts'

/** A Redis on a machine: reached by its address there, and from outside its network by a socket. */
export interface RedisOnMachine extends AsyncDisposable {
  url: string
  socketUrl: string
}

export async function redisOn({ address, folder, on }: Machine, command: string): Promise<RedisOnMachine> {
  const dir = join(folder, 'redis')
  const socket = join(dir, 'redis.sock')
  mkdirSync(dir)
  const settings = {
    port: '6379',
    bind: address,
    unixsocket: socket,
    dir,
    save: '',
    appendonly: 'yes',
    'maxmemory-policy': 'noeviction',
    // Nobody but these machines is on its network.
    'protected-mode': 'no',
  }
  const words = [...on, command, ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])]
  const server = spawn(words[0]!, words.slice(1), { stdio: 'ignore' })
  const socketUrl = `unix://${socket}`
  await answered(socketUrl, server)
  return {
    url: `redis://${address}:6379`,
    socketUrl,
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM')
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
    },
  }
}

/** Waits until the server answers, or has ended without. */
async function answered(url: string, server: ChildProcess): Promise<void> {
  const client = redisClient({ url, role: 'worker' })
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`redis-server ended with ${code} before it answered.`)
  })
  try {
    await Promise.race([client.ping(), ended])
  } finally {
    client.disconnect()
    ended.catch(() => undefined)
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { isAlive } from '../files/is-alive.ts'
import { processesConnected } from '../redis/connection-name.ts'

/** The process that answers on this socket, now or within `patienceMs`; `undefined` also once `signal` is aborted. */
export async function answers(socket: string, patienceMs: number, signal?: AbortSignal): Promise<number | undefined> {
  const until = performance.now() + patienceMs
  for (;;) {
    const pid = await processAt(socket)
    if (pid !== undefined || performance.now() >= until || signal?.aborted) return pid
    await pause(10)
  }
}

async function processAt(socket: string): Promise<number | undefined> {
  const info = await ask(socket, (client) => client.info('server'))
  return info === undefined ? undefined : Number(/process_id:(\d+)/.exec(info)?.[1])
}

/** Connections bear their process: a guest that only looked is gone, and our own do not count. */
export async function isUsedByOthers(socket: string): Promise<boolean> {
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

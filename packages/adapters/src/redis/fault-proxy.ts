import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A network between a client and a Redis that can be broken, for tests. */
export interface FaultProxy extends AsyncDisposable {
  port: number
  /** Lets the next commands through and loses their reply: the connection breaks instead. */
  loseNextReply(): void
  /** Keeps connections open and lets nothing pass, as a silent partition does. */
  hold(): void
  /** Lets everything pass again. */
  heal(): void
}

export async function faultProxy(socketPath: string): Promise<FaultProxy> {
  const open = new Set<Socket>()
  let state: 'through' | 'lose' | 'hold' = 'through'
  const server = createServer((client) => {
    const redis = connect(socketPath)
    for (const [from, to] of [
      [client, redis],
      [redis, client],
    ] as const) {
      open.add(from)
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
      from.on('error', () => from.destroy())
    }
    client.on('data', (bytes) => {
      if (state !== 'hold') redis.write(bytes)
    })
    redis.on('data', (bytes) => {
      if (state === 'through') client.write(bytes)
      if (state !== 'lose') return
      state = 'through'
      client.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    loseNextReply: () => {
      state = 'lose'
    },
    hold: () => {
      state = 'hold'
    },
    heal: () => {
      state = 'through'
    },
    [Symbol.asyncDispose]: async () => {
      server.close()
      for (const socket of open) socket.destroy()
      await once(server, 'close')
    },
  }
}

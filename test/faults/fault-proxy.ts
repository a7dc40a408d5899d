import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net'

/** A network between processes and their Redis that can be broken. */
export interface FaultProxy extends AsyncDisposable {
  url: string
  /** Keeps connections open and lets nothing pass, as a silent partition does; what is sent waits on the way. */
  hold(): void
  /** Breaks all connections with RST, and, until healed, each new one. */
  refuse(): void
  /** Breaks all connections with RST, once. */
  reset(): void
  /** Lets everything pass again, what waited too. */
  heal(): void
  /** Lets each reply come later, by half of `ms` to one and a half of it, in slices of a few bytes where asked for. */
  slow(ms: number, sliceBytes?: number): void
  /** Loses the reply to the next command that holds this text, and breaks its connection. May be asked for many. */
  loseReplyTo(text: string): void
  /** Passes on, of the next command that holds this text, what `change` makes of it. */
  intercept(text: string, change: (bytes: Buffer) => Buffer): void
  /** The texts of `loseReplyTo` whose reply is still to be lost. */
  readonly toLose: readonly string[]
}

interface Link {
  client: Socket
  redis: Socket
  /** What waits on the way, to be passed when the line is well. */
  waiting: (() => void)[]
  isLosing: boolean
}

/** Before a Redis at this port or socket of this machine. */
export async function faultProxy(at: NetConnectOpts): Promise<FaultProxy> {
  const links = new Set<Link>()
  const toLose: string[] = []
  const toChange: { text: string; change: (bytes: Buffer) => Buffer }[] = []
  let state: 'through' | 'held' | 'refused' = 'through'
  let late = { ms: 0, sliceBytes: Number.POSITIVE_INFINITY }
  const pass = (link: Link, work: () => void) => (state === 'held' ? link.waiting.push(work) : work())
  const server = createServer((client) => {
    if (state === 'refused') {
      client.resetAndDestroy()
      return
    }
    const redis = connect(at)
    const link: Link = { client, redis, waiting: [], isLosing: false }
    links.add(link)
    closeTogether(link, () => links.delete(link))
    client.on('data', (bytes) => {
      link.isLosing ||= isToLose(toLose, bytes)
      const found = toChange.findIndex(({ text }) => bytes.includes(text))
      const [taken] = found < 0 ? [] : toChange.splice(found, 1)
      pass(link, () => redis.write(taken?.change(bytes) ?? bytes))
    })
    const reply = inOrder(() => late)
    redis.on('data', (bytes) => {
      if (link.isLosing) client.resetAndDestroy()
      else reply(bytes, (piece) => pass(link, () => client.write(piece)))
    })
  })
  const reset = () => {
    for (const { client } of links) client.resetAndDestroy()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    toLose,
    reset,
    hold: () => (state = 'held'),
    refuse() {
      state = 'refused'
      reset()
    },
    heal() {
      state = 'through'
      for (const { waiting } of links) for (const work of waiting.splice(0)) work()
    },
    slow: (ms, sliceBytes = Number.POSITIVE_INFINITY) => (late = { ms, sliceBytes }),
    intercept: (text, change) => toChange.push({ text, change }),
    loseReplyTo: (text) => toLose.push(text),
    async [Symbol.asyncDispose]() {
      server.close()
      reset()
      await once(server, 'close')
    },
  }
}

function closeTogether({ client, redis }: Link, onClose: () => void): void {
  for (const [one, other] of [
    [client, redis],
    [redis, client],
  ] as const) {
    one.on('error', () => one.destroy())
    one.on('close', () => {
      other.destroy()
      onClose()
    })
  }
}

function isToLose(toLose: string[], bytes: Buffer): boolean {
  const found = toLose.findIndex((text) => bytes.includes(text))
  if (found < 0) return false
  toLose.splice(found, 1)
  return true
}

/** Passes bytes on later, sliced, none before those that came earlier. */
function inOrder(late: () => { ms: number; sliceBytes: number }) {
  let last = Promise.resolve()
  return (bytes: Buffer, pass: (piece: Buffer) => void) => {
    const { ms, sliceBytes } = late()
    const at = performance.now() + ms * (0.5 + Math.random())
    last = last.then(async () => {
      const left = at - performance.now()
      if (ms > 0 && left > 0) await new Promise((resolve) => setTimeout(resolve, left))
      for (let from = 0; from < bytes.length; from += sliceBytes) {
        pass(bytes.subarray(from, from + sliceBytes))
        if (sliceBytes < bytes.length) await new Promise((resolve) => setImmediate(resolve))
      }
    })
  }
}

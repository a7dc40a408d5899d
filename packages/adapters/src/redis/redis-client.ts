import { Redis } from 'ioredis'
import { reason } from '../errors.ts'
import { connectionName } from './connection-name.ts'
import { type Log, rateLimited } from './rate-limited.ts'
import { lastingTrouble } from './redis-trouble.ts'
import { redisAddress } from './redis-url.ts'

export interface RedisClientOptions {
  url: string
  /** `worker`: commands wait for Redis however long it is away. `command`: they fail, so that a person learns of it. */
  role: 'worker' | 'command'
  log?: Log | undefined
}

const lastErrors = new WeakMap<Redis, Error>()

/**
 * A connection that mends itself, with an error listener and no password in its log.
 *
 * The values are measured: a silent partition is noticed by `socketTimeout` alone, which has to exceed the 10 s for
 * which a BullMQ worker blocks; `commandTimeout` would turn a slow answer into a failed job.
 */
export function redisClient({ url, role, log = () => {} }: RedisClientOptions): Redis {
  const waits = { maxRetriesPerRequest: null, enableOfflineQueue: true, socketTimeout: 12_000 }
  const fails = { maxRetriesPerRequest: 1, enableOfflineQueue: false, socketTimeout: 5000 }
  const client = new Redis({
    ...redisAddress(url),
    ...(role === 'worker' ? waits : fails),
    connectionName: connectionName(),
    // Redis before 7.2 has no CLIENT SETINFO, nor could rules for its users name it.
    disableClientInfo: true,
    connectTimeout: 5000,
    retryStrategy: (times: number) => Math.min(25 * 2 ** Math.min(times, 7), 2000) * (1 + Math.random() / 4),
    reconnectOnError: reconnectsWhenReadOnly(),
  })
  const limited = rateLimited(log)
  client.on('error', (error: Error) => {
    lastErrors.set(client, error)
    const lasting = lastingTrouble(client, error)
    limited(`Redis at ${addressOf(client)}${lasting ? ` ${lasting.what}. ${lasting.todo}` : `: ${reason(error)}`}`)
  })
  client.on('ready', () => lastErrors.delete(client))
  return keepListening(client)
}

/**
 * By TLS 1.3 a client certificate is refused after the connection is there. Node tells it and leaves the socket open: its
 * reset is a second error, for which ioredis does not listen, and which would end the process.
 */
export function keepListening(client: Redis): Redis {
  return client.on('connect', () => client.stream.on('error', () => {}))
}

/**
 * After a failover the old address may lead to the new primary: connect anew, once a second at most. Sending the command
 * again as well (2 instead of 1) was measured to connect 17 times a second for as long as it lasts, and to tell nobody.
 */
function reconnectsWhenReadOnly(now = () => performance.now()): (error: Error) => 1 | false {
  let last = Number.NEGATIVE_INFINITY
  return (error) => {
    if (!error.message.includes('READONLY') || now() - last < 1000) return false
    last = now()
    return 1
  }
}

/**
 * Ends a connection for good. While Redis is away `disconnect` alone stops the attempts to connect, and leaves every
 * command that waits for them without an answer: one last attempt rejects them when it fails.
 */
export function hangUp(client: Redis): void {
  client.options.retryStrategy = () => null
  const isAway = client.status === 'reconnecting'
  client.disconnect()
  if (!isAway) return
  client.once('ready', () => client.disconnect())
  client.connect().catch((error: unknown) => lastErrors.set(client, error as Error))
}

/** Where a client is connected to, for people. */
export function addressOf({ options: { path, host, port } }: Redis): string {
  return path ?? `${host}:${port}`
}

/** Why the connection is down, if it is. */
export function connectionError(client: Redis): Error | undefined {
  return lastErrors.get(client)
}

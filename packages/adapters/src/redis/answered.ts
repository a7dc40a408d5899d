import { setTimeout as pause } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { AdapterError, reason } from '../errors.ts'
import { addressOf, connectionError } from './redis-client.ts'
import { lastingTrouble, troubleError } from './redis-trouble.ts'

/** What a Redis says that will be well again: while loading, full, failing over, or without a disk to write to. */
const PASSING = /\b(LOADING|BUSY|READONLY|OOM|MISCONF|NOREPLICAS|MASTERDOWN|TRYAGAIN|CLUSTERDOWN)\b/

const ONE_TRY_MS = 5000

/**
 * Sends a command until it is answered, for `patienceMs` at most. It has to be safe to send twice: a reply may be lost
 * after the command was carried out.
 *
 * @throws AdapterError REDIS_UNREACHABLE, REDIS_REFUSES (it answers, but does not accept writes), REDIS_LOGIN, REDIS_DENIED
 * (the user may not do that), REDIS_TLS, REDIS_FAILED
 */
export async function answered<T>(client: Redis, command: () => Promise<T>, patienceMs: number): Promise<T> {
  const until = performance.now() + patienceMs
  let refusal: unknown
  for (let waitMs = 10; ; waitMs = Math.min(waitMs * 2, 1000)) {
    try {
      return await withDeadline(command, Math.min(until - performance.now(), ONE_TRY_MS))
    } catch (error) {
      if (isReply(error)) refusal = error
      const cause = connectionError(client) ?? error
      const mayPass =
        client.status !== 'end' && !lastingTrouble(client, cause) && (!isReply(error) || PASSING.test(reason(error)))
      // A read-only one is connected to anew: what it said tells more than that the line is not there yet.
      const told = connectionError(client) ? error : (refusal ?? error)
      if (!mayPass || performance.now() + waitMs >= until) throw redisError(client, told, patienceMs)
    }
    await pause(waitMs)
  }
}

/** The same error in our words, naming the server but never its password. */
function redisError(client: Redis, error: unknown, patienceMs: number): AdapterError {
  const cause = connectionError(client) ?? error
  const why = reason(cause)
  const where = `Redis at ${addressOf(client)}`
  const lasting = lastingTrouble(client, cause)
  if (lasting) return troubleError(where, lasting, cause)
  if (isReply(error) && PASSING.test(why)) {
    return new AdapterError(
      'REDIS_REFUSES',
      `${where} refuses to work (${why}).`,
      'Mend that on the server, then try again.',
      { cause },
    )
  }
  if (isReply(error)) {
    return new AdapterError('REDIS_FAILED', `${where} answered: ${why}.`, 'A Redis from 6.2 or a Valkey is needed.', {
      cause,
    })
  }
  const seconds = Math.round(patienceMs / 100) / 10
  const told = why.startsWith("Stream isn't writeable") ? 'no connection' : why
  const got = `${where} does not answer within ${seconds} s (${told}).`
  return new AdapterError('REDIS_UNREACHABLE', got, `Start it, or check the URL${otherWay(client, why)}.`, { cause })
}

/** A server that hears TLS where it speaks none is silent; one that does hangs up on what is none, and on whom it does not trust. */
function otherWay({ options: { tls, path } }: Redis, why: string): string {
  const isHungUp = /ECONNRESET|EPIPE|closed/.test(why)
  if (tls && isHungUp) return ': where it wants a client certificate, give ?cert=FILE&key=FILE of one that it trusts'
  if (tls) return ': where it speaks no TLS, redis:// is meant'
  return path === undefined && isHungUp ? ': where it speaks TLS, rediss:// is meant' : ''
}

/** Whether the server itself said it, which means that the line is well. */
export function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}

/** A command on a connection that went silent is never answered at all. */
async function withDeadline<T>(command: () => Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('no reply')), Math.max(ms, 1))
  try {
    return await Promise.race([command(), late.promise])
  } finally {
    clearTimeout(timer)
  }
}

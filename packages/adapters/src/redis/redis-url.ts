import type { RedisOptions } from 'ioredis'
import { AdapterError } from '../errors.ts'

/** The URL as it may be shown: without its password, nor a lone user, which may be a password in the wrong place. */
export function maskUrl(url: string): string {
  return url
    .replace(/^([a-z]+:\/\/[^:@]*):.*@/i, '$1:***@')
    .replace(/^([a-z]+:\/\/)[^:@/]+@/i, '$1***@')
    .replace(/([?&]password=)[^&]*/gi, '$1***')
}

export type RedisAddress = Pick<RedisOptions, 'host' | 'port' | 'db' | 'path' | 'username' | 'password' | 'tls'>

/**
 * Where a Redis listens: `redis://[user:password@]host[:port][/db]`, `rediss://` for TLS, `unix:///path/to/socket`.
 *
 * @throws AdapterError REDIS_URL
 */
export function redisAddress(url: string): RedisAddress {
  const parsed = URL.parse(url)
  if (!parsed || !['redis:', 'rediss:', 'unix:'].includes(parsed.protocol)) throw notRedis(url)
  const { username, password, hostname, port, pathname, protocol } = parsed
  const login = {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
  }
  if (protocol === 'unix:') return { path: decodeURIComponent(pathname), ...login }
  const db = pathname === '' || pathname === '/' ? 0 : Number(pathname.slice(1))
  if (!hostname || !Number.isInteger(db)) throw notRedis(url)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return { host, port: Number(port || 6379), db, ...login, ...(protocol === 'rediss:' && { tls: {} }) }
}

function notRedis(url: string): AdapterError {
  const needed =
    'A URL like redis://localhost:6379, rediss://user:password@host:6380/0 or unix:///path/redis.sock is needed.'
  return new AdapterError('REDIS_URL', `${JSON.stringify(maskUrl(url))} is no Redis URL.`, needed)
}

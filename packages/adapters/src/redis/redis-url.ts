import type { RedisOptions } from 'ioredis'
import { AdapterError } from '../errors.ts'
import { PARAMETERS, type UrlFiles, urlFiles } from './url-files.ts'

/** Where the parameters of a URL begin that may be shown; a password may hold any character before them. */
const SHOWN = new RegExp(`\\?(${PARAMETERS.join('|')})=`)

/**
 * The URL as it may be shown: without its password, nor a lone user, which may be a password in the wrong place, unless
 * the password is in a file.
 */
export function maskUrl(url: string): string {
  const end = SHOWN.exec(url)?.index ?? url.length
  const files = url.slice(end)
  const address = url.slice(0, end).replace(/^([a-z]+:\/\/[^:@]*):.*@/i, '$1:***@')
  const isUser = /[?&]password_file=/.test(files)
  const shown = isUser ? address : address.replace(/^([a-z]+:\/\/)[^:@/]+@/i, '$1***@')
  return (shown + files).replace(/([?&]password=)[^&]*/gi, '$1***')
}

export type RedisAddress = Pick<RedisOptions, 'host' | 'port' | 'db' | 'path' | 'username' | 'password'> & {
  tls?: Omit<UrlFiles, 'password'>
}

/**
 * Where a Redis listens: `redis://[user:password@]host[:port][/db]`, `rediss://` for TLS, `unix:///path/to/socket`, or
 * `unix://user:password@localhost/path/to/socket`. After it, as `?name=FILE&name=FILE`, what is read from files, as
 * libpq has it: `ca`, `cert` and `key` for TLS, `password_file` for all.
 *
 * @throws AdapterError REDIS_URL, and REDIS_FILE where a file cannot be used
 */
export function redisAddress(url: string): RedisAddress {
  const parsed = URL.parse(url)
  if (!parsed || !['redis:', 'rediss:', 'unix:'].includes(parsed.protocol)) throw notRedis(url)
  const { username, hostname, port, pathname, protocol } = parsed
  const { password = decoded(parsed.password, url), ...tls } = urlFiles(parsed, maskUrl(url))
  const login = { ...(username && { username: decoded(username, url) }), ...(password && { password }) }
  if (protocol === 'unix:') return { path: decoded(pathname, url), ...login }
  const db = pathname === '' || pathname === '/' ? 0 : Number(pathname.slice(1))
  if (!hostname || !Number.isInteger(db)) throw notRedis(url)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return { host, port: Number(port || 6379), db, ...login, ...(protocol === 'rediss:' && { tls }) }
}

function decoded(text: string, url: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw notRedis(url)
  }
}

function notRedis(url: string): AdapterError {
  const needed =
    'A URL like redis://localhost:6379, rediss://user:password@host:6380/0 or unix:///path/redis.sock is needed.'
  return new AdapterError('REDIS_URL', `${JSON.stringify(maskUrl(url))} is no Redis URL.`, needed)
}

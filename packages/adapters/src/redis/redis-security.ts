import type { Redis } from 'ioredis'
import { answered } from './answered.ts'
import { mendedVersion } from './known-holes.ts'
import { redisClient } from './redis-client.ts'
import type { DurabilityProblem } from './redis-durability.ts'
import { serverInfo } from './server-info.ts'

export interface RedisSecurity {
  /** As whom a client came in, and how what it sends gets there. */
  how: string
  remarks: DurabilityProblem[]
}

const USERS = 'give each user of infra/redis/users.acl a password: infra/redis/make-secrets.sh'

/**
 * Who may come in at this URL, and what that user may do that no sweep needs. Where others can reach the server it tries
 * two commands that good rules deny, and a connection without a login: the commands are noted in the server's ACL LOG.
 */
export async function redisSecurity(client: Redis, url: string): Promise<RedisSecurity> {
  const { password, tls, path, host = '' } = client.options
  const username = client.options.username ?? 'default'
  const remarks: DurabilityProblem[] = []
  const remark = (problem: string, fix: string) => remarks.push({ problem, fix })
  const info = await serverInfo(client)
  const isLocal = path !== undefined || isLoopback(host)
  if (!isLocal && !tls) {
    remark('what is sent to it can be read on the way, passwords too: no TLS', 'use rediss://; docs/redis.md says how')
  }
  if (!isLocal && (!password || (await isOpen(url)))) {
    remark('whoever reaches it comes in: it asks nobody for a password', USERS)
  } else if (!isLocal) {
    const more = await moreThanNeeded(client)
    if (more) remark(`the user ${username} may ${more}, which no sweep needs`, USERS)
  }
  const [server, version] = serverOf(info)
  const mended = mendedVersion(server, version)
  if (mended) {
    const fix = `update it to ${mended} or newer, or see that its distribution mended it (Debian: 7.0.15-1~deb12u10)`
    remark(`${server} ${version} has known holes, in Lua and TLS`, fix)
  }
  const line = tls ? 'over TLS' : path === undefined ? 'without TLS' : 'by a socket'
  return { how: `as the user ${username}, ${line}`, remarks }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host)
}

function serverOf(info: ReadonlyMap<string, string>): ['Redis' | 'Valkey', string] {
  const valkey = info.get('valkey_version')
  return valkey === undefined ? ['Redis', info.get('redis_version') ?? ''] : ['Valkey', valkey]
}

/** Whether a client without a login is let in. */
async function isOpen(url: string): Promise<boolean> {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  bare.search = bare.search.replace(/([?&])password_file=[^&]*&?/, '$1')
  const client = redisClient({ url: bare.href, role: 'command' })
  try {
    await answered(client, () => client.ping(), 2000)
    return true
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}

async function moreThanNeeded(client: Redis): Promise<string | undefined> {
  const isAllowed = (command: () => Promise<unknown>) =>
    command().then(
      () => true,
      () => false,
    )
  if (await isAllowed(() => client.config('GET', 'maxmemory'))) return 'administer the server'
  return (await isAllowed(() => client.exists('hypersweep-doctor'))) ? 'touch keys of others' : undefined
}

import type { Redis } from 'ioredis'
import { serverInfo } from './server-info.ts'

export interface DurabilityProblem {
  problem: string
  fix: string
}

/** What in this Redis would lose results, or let it forget what it promised; empty when a sweep is safe in it. */
export async function redisDurability(client: Redis): Promise<DurabilityProblem[]> {
  const info = await serverInfo(client)
  const problems: DurabilityProblem[] = []
  const wrong = (problem: string, fix: string) => problems.push({ problem, fix })
  const version = info.get('valkey_version') ?? info.get('redis_version') ?? 'unknown'
  const policy = info.get('maxmemory_policy') ?? 'noeviction'
  if (!isNewEnough(version)) wrong(`its version is ${version}`, 'use Redis 6.2 or newer, or Valkey')
  if (info.get('role') !== 'master') wrong('it is a replica and refuses writes', 'give the URL of the primary')
  if (info.get('aof_enabled') !== '1') {
    wrong(
      'appendonly is no: a restart loses results',
      'set appendonly yes (CONFIG SET appendonly yes, and in redis.conf)',
    )
  }
  if (info.get('aof_last_write_status') === 'err') wrong('its last write to disk failed', 'free some disk, see its log')
  if (policy !== 'noeviction') {
    wrong(`maxmemory-policy is ${policy}: a full memory deletes results`, 'set maxmemory-policy noeviction')
  }
  return problems
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 6 || (major === 6 && minor >= 2)
}

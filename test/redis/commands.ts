import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { redisClient } from '@hypersweep/adapters'
import { infra, type User } from './users-redis.ts'

/** Redis lets everybody send these, whatever a rule says: they come before there is a user. */
const BEFORE_LOGIN = new Set(['auth', 'hello'])

/** The commands that infra/redis/users.acl allows a user, as Redis writes them: `get`, `client|setname`. */
export function allowedCommands(user: User): Set<string> {
  const text = readFileSync(join(infra, 'users.acl'), 'utf8').replaceAll(/\\\n/g, '')
  const [rules = ''] = text.split('\n').filter((line) => line.startsWith(`user ${user} `))
  return new Set(rules.split(/\s+/).flatMap((word) => (word.startsWith('+') ? [word.slice(1)] : [])))
}

export interface CommandsSeen extends AsyncDisposable {
  /** Everything that clients and their scripts were let do until now, but what came by a socket. */
  seen(): Promise<Set<string>>
}

/** Looks on, by MONITOR, at a server. */
export async function commandsSeen(adminUrl: string): Promise<CommandsSeen> {
  const client = redisClient({ url: adminUrl, role: 'worker' })
  const monitor = await client.monitor()
  const names = new Set<string>()
  let awaited: { mark: string; met: () => void } | undefined
  monitor.on('monitor', (_at: string, [name = '', second = '']: string[], source: string) => {
    if (second === awaited?.mark) awaited.met()
    if (!source.startsWith('unix:')) names.add(named(name.toLowerCase(), second.toLowerCase()))
  })
  return {
    async seen() {
      await new Promise<void>((met) => {
        awaited = { mark: `mark-${performance.now()}`, met }
        void client.echo(awaited.mark)
      })
      return new Set([...names].filter((name) => !BEFORE_LOGIN.has(name)))
    },
    async [Symbol.asyncDispose]() {
      monitor.disconnect()
      client.disconnect()
    },
  }
}

/** Commands whose first word is only half of their name, among those that a rule may allow. */
const CONTAINERS = new Set(['acl', 'client', 'config', 'function', 'memory', 'object', 'script', 'xgroup', 'xinfo'])

function named(name: string, second: string): string {
  return CONTAINERS.has(name) ? `${name}|${second}` : name
}

import { join } from 'node:path'
import { root } from '../../e2e/cli.ts'

/** By which the server knows a script of the Redis store: `claim`, `add-trials`, ... */
export async function scriptHash(name: string): Promise<string> {
  const file = join(root, 'packages/adapters/src/redis/scripts', `${name}.ts`)
  const exported = (await import(file)) as Record<string, { sha1: string }>
  return Object.values(exported)[0]!.sha1
}

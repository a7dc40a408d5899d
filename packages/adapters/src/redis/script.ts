import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'

/** A Lua script: it runs alone and whole, so that a check and its write cannot be parted. */
export interface Script {
  lua: string
  /** By which the server knows it. */
  sha1: string
}

export function script(lua: string): Script {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') }
}

/** Runs a script by its hash; a server that has not seen it, or was started anew, is given the text. */
export async function runScript(
  client: Redis,
  { lua, sha1 }: Script,
  keys: string[],
  args: string[],
): Promise<unknown> {
  try {
    return await client.evalsha(sha1, keys.length, ...keys, ...args)
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
    return client.eval(lua, keys.length, ...keys, ...args)
  }
}

import { redisScript } from '../redis-script.ts'

/** By which the server knows a script of the Redis store: `claim`, `add-trials`, ... */
export async function scriptHash(name: string): Promise<string> {
  return (await redisScript(name)).sha1
}

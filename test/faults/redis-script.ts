export interface RedisScript {
  lua: string
  /** By which the server knows it, once it has met it. */
  sha1: string
}

/** A script of the Redis store, which is private to its adapter: by its place. `claim`, `add-trials`, ... */
export async function redisScript(name: string): Promise<RedisScript> {
  const url = new URL(`../../packages/adapters/src/redis/scripts/${name}.ts`, import.meta.url)
  const exported = (await import(url.href)) as Record<string, RedisScript>
  return Object.values(exported)[0]!
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Context, Engine, Target } from '../context.ts'

/**
 * The ids of all sweeps that may have their checkpoints in the engine's folder, as far as it can be known: those of its
 * own store, and of the other stores that lie in the folder. Another Redis that was used from here cannot be known.
 */
export async function knownSweeps(engine: Engine, target: Target, context: Context): Promise<ReadonlySet<string>> {
  const ids = new Set((await engine.store.sweeps()).map(({ id }) => id))
  for (const other of othersIn(target)) {
    await using store = await context.open({ dir: target.dir, allowVolatile: true, create: false, ...other })
    for (const { id } of await store.store.sweeps()) ids.add(id)
  }
  return ids
}

function othersIn({ dir, redis }: Target): { redis?: string }[] {
  const embedded = redis !== undefined && existsSync(join(dir, 'sweeps.sqlite')) ? [{}] : []
  const itsRedis = redis !== 'auto' && existsSync(join(dir, 'redis')) ? [{ redis: 'auto' }] : []
  return [...embedded, ...itsRedis]
}

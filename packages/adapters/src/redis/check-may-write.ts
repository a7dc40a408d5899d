import type { Redis } from 'ioredis'
import { AdapterError } from '../errors.ts'
import { answered } from './answered.ts'

/**
 * For who is about to write for long: a user who may only look is told so before anything is begun.
 *
 * @throws AdapterError REDIS_DENIED; what else may hinder a write, a full memory or a replica, is told where it does
 */
export async function checkMayWrite(client: Redis, prefix = '{hs}'): Promise<void> {
  try {
    await answered(client, () => client.set(`${prefix}:probe`, '1', 'PX', 1000), 1000)
  } catch (error) {
    if (error instanceof AdapterError && error.code === 'REDIS_DENIED') throw error
  }
}

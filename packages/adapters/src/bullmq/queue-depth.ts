import type { QueueDepth } from '@hypersweep/sweep'
import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { transacted } from '../redis/transacted.ts'

/** In one transaction: counted one by one, a job on its way from one state to the next would be missed, or counted twice. */
export async function queueDepth(client: Redis, { toKey }: Pick<Queue, 'toKey'>): Promise<QueueDepth> {
  const transaction = client
    .multi()
    .llen(toKey('wait'))
    .llen(toKey('active'))
    .zcard(toKey('delayed'))
    .zcard(toKey('prioritized'))
    // BullMQ adds at the head, and takes from the tail.
    .lrange(toKey('wait'), -1, -1)
    .time()
  const [waiting, active, delayed, prioritized, [next], [seconds, microseconds]] =
    await transacted<[number, number, number, number, string[], [string, string]]>(transaction)
  const offeredAt = next === undefined ? null : await client.hget(toKey(next), 'timestamp')
  // The time of the offer is by the clock of who made it, which may be ahead of the server's.
  const oldestSeconds =
    offeredAt === null ? 0 : Math.max(0, Number(seconds) + Number(microseconds) / 1e6 - Number(offeredAt) / 1000)
  return { waiting, active, delayed, prioritized, oldestSeconds }
}

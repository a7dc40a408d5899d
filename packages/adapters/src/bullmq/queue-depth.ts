import type { QueueDepth } from '@hypersweep/sweep'
import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'

/** In one transaction: counted one by one, a job on its way from one state to the next would be missed, or counted twice. */
export async function queueDepth(client: Redis, queue: Pick<Queue, 'toKey'>): Promise<QueueDepth> {
  const transaction = client
    .multi()
    .llen(queue.toKey('wait'))
    .llen(queue.toKey('active'))
    .zcard(queue.toKey('delayed'))
    .zcard(queue.toKey('prioritized'))
    // BullMQ adds at the head, and takes from the tail.
    .lrange(queue.toKey('wait'), -1, -1)
    .time()
  const replies = ((await transaction.exec()) ?? []).map(([error, reply]) => {
    if (error) throw error
    return reply
  })
  const [waiting, active, delayed, prioritized] = replies.map(Number) as [number, number, number, number]
  const [next] = replies[4] as string[]
  const [seconds, microseconds] = (replies[5] as unknown[]).map(Number) as [number, number]
  const offeredAt = next === undefined ? null : await client.hget(queue.toKey(next), 'timestamp')
  // The time of the offer is by the clock of who made it, which may be ahead of the server's.
  const oldestSeconds = offeredAt === null ? 0 : Math.max(0, seconds + microseconds / 1e6 - Number(offeredAt) / 1000)
  return { waiting, active, delayed, prioritized, oldestSeconds }
}

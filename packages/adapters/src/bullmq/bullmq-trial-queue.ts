import type { TrialId, TrialQueue } from '@hypersweep/sweep'
import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { answered } from '../redis/answered.ts'
import type { Log } from '../redis/rate-limited.ts'
import { redisClient } from '../redis/redis-client.ts'
import { transacted } from '../redis/transacted.ts'
import type { Hint } from './answer-job.ts'
import { consumeTrials } from './consume-trials.ts'
import { queueDepth } from './queue-depth.ts'

export interface BullmqTrialQueueOptions {
  url: string
  /** The hash tag under which all keys lie. */
  prefix?: string
  name?: string
  /** How long a trial answered 'later' stays away. */
  laterMs?: number
  /** BullMQ waits so long at least, as the store's lease, for a sign of life before it hands a job to another worker. */
  lockMs?: number
  /** For how long offers, and the last answers of a `consume`, wait for a Redis that is away. */
  patienceMs?: number
  log?: Log
}

/** Jobs added in one script: ten thousand at once would hold up server and sender for half a second. */
const CHUNK = 500

/** BullMQ keeps a stream of events, by itself 10 000, which nobody reads. */
const EVENTS = 100

/** BullMQ fails a job where an answer could not be stored: it is tried again without an end, the store counts. */
const JOB = { attempts: 1e9, removeOnComplete: true, removeOnFail: true } as const

/**
 * TrialQueue on BullMQ. A job is a hint and holds the trial's id alone: its own id is `<trial>-g<generation>`, so that
 * a generation is known to BullMQ once; its attempts, results and events are used for nothing.
 *
 * @throws AdapterError REDIS_UNREACHABLE, REDIS_REFUSES, REDIS_LOGIN when no Redis answers
 */
export async function bullmqTrialQueue(options: BullmqTrialQueueOptions): Promise<TrialQueue> {
  const { url, prefix = '{hs}', name = 'trials', laterMs = 1000, lockMs = 15_000, patienceMs = 5000 } = options
  const { log = () => {} } = options
  const client = redisClient({ url, role: 'command', log })
  const ask = <T>(command: () => Promise<T>) => answered(client, command, patienceMs)
  try {
    await ask(() => client.ping())
  } catch (error) {
    client.disconnect()
    throw error
  }
  const queue = lazyQueue(client, prefix, name)
  const keys = { toKey: (part: string) => `${prefix}:${name}:${part}` }
  return {
    offer: async (trials) => {
      for (let start = 0; start < trials.length; start += CHUNK) {
        const jobs = trials.slice(start, start + CHUNK).map(({ trial, generation }) => ({
          name: 'trial',
          data: { trial },
          opts: { ...JOB, jobId: `${trial}-g${generation}`, backoff: { type: 'fixed', delay: laterMs } },
        }))
        await ask(async () => (await queue.opened()).addBulk(jobs))
      }
    },
    known: () => ask(() => knownTrials(client, keys)),
    depth: () => ask(() => queueDepth(client, keys)),
    consume: (handle, consumeOptions) =>
      consumeTrials(handle, consumeOptions, { url, prefix, name, laterMs, lockMs, patienceMs, log }),
    [Symbol.asyncDispose]: async () => {
      await queue.close()
      client.disconnect()
    },
  }
}

/** Opened when it is needed: that writes its settings, which is denied to who may only look. */
function lazyQueue(connection: Redis, prefix: string, name: string) {
  let queue: Queue<Hint> | undefined
  const close = async () => {
    const closing = queue
    queue = undefined
    await closing?.close()
  }
  return {
    close,
    async opened(): Promise<Queue<Hint>> {
      if (queue === undefined) {
        queue = new Queue<Hint>(name, { connection, prefix, streams: { events: { maxLen: EVENTS } } })
        queue.on('error', () => {}) // The client's own listener has told it.
      }
      try {
        // It asks the server for its version, once; without an answer it would be of no use for good.
        await queue.waitUntilReady()
        return queue
      } catch (error) {
        await Promise.allSettled([close()])
        throw error
      }
    },
  }
}

/** BullMQ keeps until when a hint is put off, in milliseconds, times this. */
const DELAY_UNIT = 0x1000
/**
 * Hints are put off by the clock of who answered 'later'. What is put off for longer than anybody asks, or should long
 * have been handed out, was put off by a clock that is wrong, or waits for one.
 */
const MOST_DELAY_MS = 60_000

/** All states in one transaction: read one by one, a job on its way from one to the next would be missed. */
async function knownTrials(client: Redis, { toKey }: Pick<Queue, 'toKey'>): Promise<ReadonlySet<TrialId>> {
  const asked = client
    .multi()
    .lrange(toKey('wait'), '0', '-1')
    .lrange(toKey('active'), '0', '-1')
    .zrange(toKey('prioritized'), '0', '-1')
    .zrange(toKey('delayed'), '0', '-1', 'WITHSCORES')
    .time()
  const replies = await transacted<[string[], string[], string[], string[], [string, string]]>(asked)
  const [wait, active, prioritized, delayed, [seconds]] = replies
  const nowMs = Number(seconds) * 1000
  const putOff = delayed.filter((_, index) => {
    const untilMs = Number(delayed[index + 1]) / DELAY_UNIT
    return index % 2 === 0 && Math.abs(untilMs - nowMs) < MOST_DELAY_MS
  })
  const ids = [...wait, ...active, ...prioritized, ...putOff]
  return new Set(ids.map((id) => id.replace(/-g\d+$/, '') as TrialId))
}

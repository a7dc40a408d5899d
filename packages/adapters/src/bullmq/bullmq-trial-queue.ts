import { setTimeout as pause } from 'node:timers/promises'
import type { ConsumeOptions, Handled, TrialId, TrialQueue } from '@hypersweep/sweep'
import { DelayedError, type Job, Queue, WaitingError, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { reason } from '../errors.ts'
import { answered } from '../redis/answered.ts'
import { type Log, rateLimited } from '../redis/rate-limited.ts'
import { hangUp, redisClient } from '../redis/redis-client.ts'

export interface BullmqTrialQueueOptions {
  url: string
  /** The hash tag under which all keys lie. */
  prefix?: string
  name?: string
  /** How long a trial answered 'later' stays away. */
  laterMs?: number
  /** How long BullMQ waits for a sign of life before it hands a job to another worker; a hint, the store's lease decides. */
  lockMs?: number
  /** For how long offers, and the last answers of a `consume`, wait for a Redis that is away. */
  patienceMs?: number
  log?: Log
}

interface Hint {
  trial: TrialId
}

/** Jobs added in one script: ten thousand at once would hold up server and sender for half a second. */
const CHUNK = 500

/** BullMQ fails a job where an answer could not be stored: it is tried again without an end, the store counts. */
const JOB = { attempts: 1e9, removeOnComplete: true, removeOnFail: true } as const

/**
 * TrialQueue on BullMQ. A job is a hint and holds the trial's id alone: its own id is `<trial>-g<generation>`, so that
 * a generation is known to BullMQ once; its attempts, results and events are used for nothing.
 *
 * @throws AdapterError REDIS_UNREACHABLE, REDIS_REFUSES, REDIS_LOGIN when no Redis answers
 */
export async function bullmqTrialQueue(options: BullmqTrialQueueOptions): Promise<TrialQueue> {
  const { url, prefix = '{hs}', name = 'trials', laterMs = 1000, patienceMs = 5000, log } = options
  const client = redisClient({ url, role: 'command', log })
  const ask = <T>(command: () => Promise<T>) => answered(client, command, patienceMs)
  try {
    // BullMQ asks the server for its version as soon as it is made, once.
    await ask(() => client.ping())
  } catch (error) {
    client.disconnect()
    throw error
  }
  const queue = new Queue<Hint>(name, { connection: client, prefix })
  queue.on('error', () => {}) // The client's own listener has told it.
  return {
    offer: async (trials) => {
      for (let start = 0; start < trials.length; start += CHUNK) {
        const jobs = trials.slice(start, start + CHUNK).map(({ trial, generation }) => ({
          name: 'trial',
          data: { trial },
          opts: { ...JOB, jobId: `${trial}-g${generation}`, backoff: { type: 'fixed', delay: laterMs } },
        }))
        await ask(() => queue.addBulk(jobs))
      }
    },
    known: () => ask(() => knownTrials(client, queue)),
    consume: (handle, consumeOptions) => consume(handle, consumeOptions, options),
    [Symbol.asyncDispose]: async () => {
      await queue.close()
      client.disconnect()
    },
  }
}

/** All states in one transaction: read one by one, a job on its way from one to the next would be missed. */
async function knownTrials(client: Redis, queue: Queue<Hint>): Promise<ReadonlySet<TrialId>> {
  const read = client.multi()
  for (const list of ['wait', 'active']) read.lrange(queue.toKey(list), '0', '-1')
  for (const sorted of ['delayed', 'prioritized']) read.zrange(queue.toKey(sorted), '0', '-1')
  const replies = (await read.exec()) ?? []
  const ids = replies.flatMap(([error, reply]) => {
    if (error) throw error
    return reply as string[]
  })
  return new Set(ids.map((id) => id.replace(/-g\d+$/, '') as TrialId))
}

async function consume(
  handle: (trial: TrialId) => Promise<Handled>,
  { concurrency, signal }: ConsumeOptions,
  {
    url,
    prefix = '{hs}',
    name = 'trials',
    laterMs = 1000,
    lockMs = 15_000,
    patienceMs = 5000,
    log = () => {},
  }: BullmqTrialQueueOptions,
): Promise<void> {
  if (signal.aborted) return
  const connection = redisClient({ url, role: 'worker', log })
  const copies = copiesOf(connection)
  const limited = rateLimited(log)
  const underWay = new Set<Promise<void>>()
  const process = async (job: Job<Hint>, token: string | undefined) => {
    // BullMQ may have fetched this one before it learnt of the end.
    if (signal.aborted) await putBack(job, token)
    const handling = answerFor(job, token, { handle, laterMs, log: limited })
    underWay.add(handling)
    return handling.finally(() => underWay.delete(handling))
  }
  const worker = new Worker<Hint>(name, process, {
    connection,
    prefix,
    concurrency,
    lockDuration: lockMs,
    // A whole number, or the stalled check fails for good.
    stalledInterval: Math.round(lockMs / 3),
    // BullMQ would fail a trial for good after its worker has died once; only the store counts.
    maxStalledCount: 1e6,
    drainDelay: 2,
    runRetryDelay: 1000,
  })
  worker.on('error', (error) => limited(`queue: ${reason(error)}`))
  await aborted(signal)
  const closed = worker.close()
  await Promise.allSettled(underWay)
  // What cannot be answered any more is handed out again when its lock has run out.
  await Promise.race([closed, pause(patienceMs, undefined, { ref: false })])
  for (const each of [connection, ...copies]) hangUp(each)
  await closed
}

/** BullMQ blocks on a copy of the connection, and does not end it while Redis is away: nor would the process. */
function copiesOf(connection: Redis): readonly Redis[] {
  const copies: Redis[] = []
  const duplicate = connection.duplicate.bind(connection)
  connection.duplicate = (...options) => {
    const copy = duplicate(...options)
    copies.push(copy)
    return copy
  }
  return copies
}

interface Answering {
  handle: (trial: TrialId) => Promise<Handled>
  laterMs: number
  log: Log
}

async function answerFor(
  job: Job<Hint>,
  token: string | undefined,
  { handle, laterMs, log }: Answering,
): Promise<void> {
  const { trial } = job.data
  const answer = await handle(trial).catch((error: unknown): Handled => {
    log(`trial ${trial} comes back: its handler threw: ${reason(error)}`)
    return 'later'
  })
  if (answer === 'done') return
  await job.moveToDelayed(Date.now() + laterMs, token)
  throw new DelayedError()
}

async function putBack(job: Job<Hint>, token: string | undefined): Promise<never> {
  await job.moveToWait(token)
  throw new WaitingError()
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

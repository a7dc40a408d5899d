import { setTimeout as pause } from 'node:timers/promises'
import type { ConsumeOptions, Handled, TrialId } from '@hypersweep/sweep'
import { type Job, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { type Log, rateLimited } from '../redis/rate-limited.ts'
import { hangUp, keepListening, redisClient } from '../redis/redis-client.ts'
import { type Answering, answerJob, type Hint } from './answer-job.ts'
import { pauseWhileRefused } from './pause-while-refused.ts'
import { workerSettings } from './worker-settings.ts'

export interface ConsumeTrialsOptions {
  url: string
  prefix: string
  name: string
  laterMs: number
  lockMs: number
  patienceMs: number
  log: Log
}

/** TrialQueue's `consume`, as a BullMQ worker. */
export async function consumeTrials(
  handle: (trial: TrialId) => Promise<Handled>,
  { concurrency, signal }: ConsumeOptions,
  { url, prefix, name, laterMs, lockMs, patienceMs, log }: ConsumeTrialsOptions,
): Promise<void> {
  if (signal.aborted) return
  const connection = redisClient({ url, role: 'worker', log })
  const copies = copiesOf(connection)
  const limited = rateLimited(log)
  const underWay = new Set<Promise<void>>()
  const process = processor({ handle, laterMs, signal, log: limited }, underWay)
  const worker = new Worker<Hint>(name, process, { connection, prefix, concurrency, ...workerSettings(lockMs) })
  pauseWhileRefused(worker, { connection, log: limited, signal })
  await aborted(signal)
  const closed = worker.close()
  await Promise.allSettled(underWay)
  // What cannot be answered any more is handed out again when its lock has run out.
  await Promise.race([closed, pause(patienceMs, undefined, { ref: false })])
  for (const each of [connection, ...copies]) hangUp(each)
  await closed
}

/** BullMQ counts a processor's parameters: a third one would be an abort signal of its own. */
export function processor(answering: Answering, underWay: Set<Promise<void>>) {
  return (job: Job<Hint>, token: string | undefined): Promise<void> => {
    const handling = answerJob(job, token, answering)
    underWay.add(handling)
    return handling.finally(() => underWay.delete(handling))
  }
}

/** BullMQ blocks on a copy of the connection, and does not end it while Redis is away: nor would the process. */
function copiesOf(connection: Redis): readonly Redis[] {
  const copies: Redis[] = []
  const duplicate = connection.duplicate.bind(connection)
  connection.duplicate = (...options) => {
    const copy = keepListening(duplicate(...options))
    copies.push(copy)
    return copy
  }
  return copies
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

import { setTimeout as pause } from 'node:timers/promises'
import type { Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { reason } from '../errors.ts'
import { isReply } from '../redis/answered.ts'
import type { Log } from '../redis/rate-limited.ts'
import { addressOf } from '../redis/redis-client.ts'
import { circuitBreaker } from './circuit-breaker.ts'

export interface PauseOptions {
  connection: Redis
  log: Log
  signal: AbortSignal
  breaker?: ReturnType<typeof circuitBreaker>
}

/**
 * Lets a worker take no jobs while Redis answers with errors; what it has under way goes on. BullMQ waits where a
 * connection is broken, and asks again at once where it gets an error: 28 900 in 2.5 s of a read-only Redis.
 */
export function pauseWhileRefused(worker: Worker, options: PauseOptions): void {
  const { connection, log, breaker = circuitBreaker() } = options
  worker.on('error', (error) => {
    if (isLostLock(error)) return // Told once per job, below.
    if (!isReply(error)) return log(`queue: ${reason(error)}`)
    const failure = breaker.failed()
    if (failure === 'first') log(`queue: ${reason(error)}`)
    if (failure !== 'opened') return
    log(
      `queue: Redis at ${addressOf(connection)} refuses to work (${reason(error)}): no trials are taken until it does`,
    )
    waitUntilWell(worker, breaker, options).catch((trouble: unknown) => log(`queue: ${reason(trouble)}`))
  })
  tellLostLocks(worker, log)
}

async function waitUntilWell(
  worker: Worker,
  breaker: ReturnType<typeof circuitBreaker>,
  { connection, log, signal }: PauseOptions,
): Promise<void> {
  await worker.pause(true)
  while (breaker.isOpen) {
    await pause(breaker.probeMs, undefined, { signal, ref: false }).catch(() => {}) // An abort is looked at next.
    if (signal.aborted) return
    breaker.probed(await isWell(connection, worker.toKey('probe')))
  }
  await worker.resume()
  log(`queue: Redis at ${addressOf(connection)} works again: trials are taken`)
}

/** Reading proves little: a full, read-only or diskless Redis refuses writes alone. */
async function isWell(connection: Redis, key: string): Promise<boolean> {
  try {
    await connection.ping()
    await connection.set(key, '1', 'PX', 1000)
    return true
  } catch {
    return false
  }
}

/** BullMQ tells of a lost lock at every tick until its job ends; the lock is a hint, so once is enough. */
function tellLostLocks(worker: Worker, log: Log): void {
  const told = new Set<string>()
  worker.on('lockRenewalFailed', (jobs) => {
    for (const job of jobs.filter((each) => !told.has(each))) {
      told.add(job)
      log(`queue: ${job} may be handed out a second time: its lock was lost; the store decides who writes`)
    }
  })
  worker.on('active', (job) => told.delete(job.id ?? ''))
}

function isLostLock(error: Error): boolean {
  return error.message.startsWith('could not renew lock for job')
}

import type { Handled, TrialId } from '@hypersweep/sweep'
import { DelayedError, type Job, WaitingError } from 'bullmq'
import { reason } from '../errors.ts'
import type { Log } from '../redis/rate-limited.ts'

/** What a job holds. */
export interface Hint {
  trial: TrialId
}

export interface Answering {
  handle: (trial: TrialId) => Promise<Handled>
  /** How long a trial answered 'later' stays away; not at all once `signal` is aborted. */
  laterMs: number
  signal: AbortSignal
  log: Log
}

/** BullMQ learns of these ends by what is thrown, after the job was moved. */
export async function answerJob(
  job: Job<Hint>,
  token: string | undefined,
  { handle, laterMs, signal, log }: Answering,
): Promise<void> {
  const { trial } = job.data as Partial<Hint>
  // BullMQ makes up a job without data for an id whose job is gone; a trial that it stood for is offered anew.
  if (typeof trial !== 'string') return log(`a job without a trial is forgotten: ${job.id}`)
  // BullMQ may have fetched this one before it learnt of the end.
  if (signal.aborted) await putBack(job, token)
  const answer = await handle(trial).catch((error: unknown): Handled => {
    log(`trial ${trial} comes back: its handler threw: ${reason(error)}`)
    return 'later'
  })
  if (answer === 'done') return
  // This worker ends: another one is to have it at once.
  if (signal.aborted) await putBack(job, token)
  await job.moveToDelayed(Date.now() + laterMs, token)
  throw new DelayedError()
}

async function putBack(job: Job<Hint>, token: string | undefined): Promise<never> {
  await job.moveToWait(token)
  throw new WaitingError()
}

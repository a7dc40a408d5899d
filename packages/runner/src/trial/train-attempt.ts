import type { Checkpoint } from '@hypersweep/core'
import type { ReportReply } from '@hypersweep/sweep'
import type { TrainJob, TrainOutcome } from '../pool/messages.ts'
import type { Training } from '../pool/training.ts'
import type { Attempt } from './context.ts'
import { keepLease } from './keep-lease.ts'
import { recordEpoch, reportHistory } from './record-epoch.ts'

/** How an attempt ended: as its thread says, or by what the store replied. */
export type AttemptEnd = TrainOutcome | Refusal
export type Refusal = Exclude<ReportReply, { status: 'accepted' }> & { epoch: number }

/** Trains from a checkpoint or from the start, each epoch durable and reported before it is acknowledged. */
export async function trainAttempt(attempt: Attempt, resume?: Checkpoint): Promise<AttemptEnd> {
  const told = await reportHistory(attempt)
  if (told.status !== 'accepted') return { ...told, epoch: attempt.history.length }
  const { context, claim, say } = attempt
  const training = context.pool.start(trainJob(attempt, resume))
  const stop = () => training.stop()
  using lease = keepLease({ store: context.store, claim, everyMs: context.renewMs, onStale: stop, log: say })
  context.signal.addEventListener('abort', stop)
  if (context.signal.aborted) stop()
  try {
    const refusal = await recordEpochs(attempt, training)
    if (refusal !== undefined) return refusal
    return lease.isStale ? { status: 'stale', epoch: attempt.history.length } : await training.outcome
  } finally {
    context.signal.removeEventListener('abort', stop)
  }
}

/** Leaves the loop, and so stops the thread, at the first reply that is not `accepted`. */
async function recordEpochs(attempt: Attempt, training: Training): Promise<Refusal | undefined> {
  for await (const epoch of training) {
    const reply = await recordEpoch(attempt, epoch)
    if (reply.status !== 'accepted') return { ...reply, epoch: epoch.report.epoch }
  }
  return undefined
}

function trainJob({ sweep, data, claim, spec }: Attempt, resume: Checkpoint | undefined): TrainJob {
  const { metric, checkpoints } = sweep.spec
  const { seed } = claim.record
  const job = { numerics: sweep.numerics, spec, seed, data, metric, saveEvery: checkpoints.every }
  return resume === undefined ? job : { ...job, resume }
}

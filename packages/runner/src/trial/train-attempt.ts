import type { Checkpoint } from '@hypersweep/core'
import type { ReportReply } from '@hypersweep/sweep'
import type { TrainJob, TrainOutcome } from '../pool/messages.ts'
import type { Training } from '../pool/training.ts'
import type { Attempt } from './context.ts'
import { recordEpoch, reportHistory } from './record-epoch.ts'
import { watchTraining } from './watch-training.ts'

/** How an attempt ended: as its thread says, by what the store replied, or with its lease. */
export type AttemptEnd = TrainOutcome | Refusal | { status: 'expired' }
export type Refusal = Exclude<ReportReply, { status: 'accepted' }> & { epoch: number }

/** Trains from a checkpoint or from the start, each epoch durable and reported before it is acknowledged. */
export async function trainAttempt(attempt: Attempt, resume?: Checkpoint): Promise<AttemptEnd> {
  const told = await reportHistory(attempt)
  if (told.status !== 'accepted') return { ...told, epoch: attempt.history.length }
  const { context, claim, claimedAt, lease, sweep } = attempt
  const kill = async (code: string, message: string) => {
    training.kill(code, message)
    await training.outcome
  }
  // Before it begins: it may take the process with it.
  using _underWay = context.underWay.add(claim, { kill })
  const onFirstStep = () => context.observer?.firstStep?.((performance.now() - claimedAt) / 1000)
  const training = context.pool.start(trainJob(attempt, resume), onFirstStep)
  let isRecording = false
  using _watch = watchTraining({ training, limits: sweep.spec.limits, isRecording: () => isRecording })
  using _stops = stopping(training, [context.signal, lease.lost, lease.cancelled])
  const refusal = await recordEpochs(attempt, training, (now) => (isRecording = now))
  if (refusal !== undefined) return refusal
  if (lease.state === 'stale') return { status: 'stale', epoch: attempt.history.length }
  return lease.state === 'expired' ? { status: 'expired' } : await training.outcome
}

/** Leaves the loop, and so stops the thread, at the first reply that is not `accepted`, or once the lease is lost. */
async function recordEpochs(
  attempt: Attempt,
  training: Training,
  recording: (now: boolean) => void,
): Promise<Refusal | undefined> {
  for await (const epoch of training) {
    if (attempt.lease.state !== 'held') return undefined
    recording(true)
    const reply = await recordEpoch(attempt, epoch)
    recording(false)
    if (reply.status !== 'accepted') return { ...reply, epoch: epoch.report.epoch }
  }
  return undefined
}

/** Stops a training when one of the signals is, or was, aborted. */
function stopping(training: Training, signals: readonly AbortSignal[]): Disposable {
  const stop = () => training.stop()
  for (const signal of signals) {
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
  }
  return {
    [Symbol.dispose]() {
      for (const signal of signals) signal.removeEventListener('abort', stop)
    },
  }
}

function trainJob({ sweep, data, claim, spec }: Attempt, resume: Checkpoint | undefined): TrainJob {
  const { metric, checkpoints } = sweep.spec
  const { seed } = claim.record
  const job = { numerics: sweep.numerics, spec, seed, data, metric, saveEvery: checkpoints.every }
  return resume === undefined ? job : { ...job, resume }
}

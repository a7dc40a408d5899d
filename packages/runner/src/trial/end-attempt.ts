import { type FailReason, type Handled, type Metrics, scoredEpoch } from '@hypersweep/sweep'
import type { TrainOutcome } from '../pool/messages.ts'
import type { Attempt } from './context.ts'
import type { AttemptEnd, Refusal } from './train-attempt.ts'

/** Writes down how an attempt ended, and answers the queue. */
export async function endAttempt(attempt: Attempt, end: AttemptEnd): Promise<Handled> {
  switch (end.status) {
    case 'complete':
      return complete(attempt, end.weightsSha256)
    case 'stopped':
      return giveBack(attempt, end)
    case 'diverged':
      return fail(attempt, 'diverged', end.message)
    case 'failed':
      return retryOrFail(attempt, end)
    case 'mismatch':
      return fail(attempt, 'mismatch', mismatchMessage(attempt, end))
    case 'stale':
      attempt.say('goes on elsewhere: another worker has taken it over')
      return 'done'
  }
}

/** Ends a trial for good. */
export async function fail(
  { context, claim, say }: Pick<Attempt, 'context' | 'claim' | 'say'>,
  reason: FailReason,
  message: string,
): Promise<Handled> {
  await context.store.finish(claim, { status: 'failed', reason, message })
  say(`failed, ${reason}: ${message}`)
  return 'done'
}

async function complete({ context, claim, sweep, history, say }: Attempt, weightsSha256: string): Promise<Handled> {
  const best = scoredEpoch(sweep.spec.metric, history)
  if (best === undefined) throw new Error('a complete trial has an epoch')
  await context.store.finish(claim, { status: 'complete', best, weightsSha256 })
  say(`complete, ${sweep.spec.metric.name} ${best.score.toPrecision(4)} at epoch ${best.epoch}`)
  return 'done'
}

/** The worker drains: what is done so far is kept, and the trial waits for whoever takes it next. */
async function giveBack(attempt: Attempt, { ref, checkpoint }: TrainOutcome & { status: 'stopped' }): Promise<Handled> {
  const { context, claim, say } = attempt
  await context.checkpoints.save(claim.trial, ref, checkpoint)
  await context.store.release(claim)
  say(`given back after epoch ${ref.epoch}${ref.step > 0 ? `, step ${ref.step} of the next` : ''}`)
  return 'later'
}

/**
 * A thread that failed is tried again `retry.max` times, by whoever takes the trial. Layers that do not fit each other or
 * the data are the trial's own fault, for good.
 */
async function retryOrFail(attempt: Attempt, { code, message }: TrainOutcome & { status: 'failed' }): Promise<Handled> {
  const { context, claim, sweep, say } = attempt
  if (code === NO_NETWORK) return fail(attempt, 'invalid', message)
  const failures = claim.record.failures + 1
  const text = `${code}: ${message}`
  if (failures > sweep.spec.retry.max) return fail(attempt, code === OUT_OF_MEMORY ? 'memory' : 'error', text)
  await context.store.release(claim, text)
  say(`error ${failures} of at most ${sweep.spec.retry.max}, will be tried again: ${text}`)
  return 'later'
}

const NO_NETWORK = 'LAYER_INPUT'
const OUT_OF_MEMORY = 'ERR_WORKER_OUT_OF_MEMORY'

function mismatchMessage({ context, history }: Attempt, end: Refusal & { status: 'mismatch' }): string {
  const mine = history[end.epoch - 1]?.metrics ?? {}
  const names = Object.keys({ ...end.first, ...mine }).filter((name) => !Object.is(end.first[name], mine[name]))
  const told = (metrics: Metrics) => names.map((name) => `${name} ${String(metrics[name])}`).join(', ')
  return `epoch ${end.epoch} was ${told(end.first)} on ${end.firstWorker} and is ${told(mine)} on ${context.worker}`
}

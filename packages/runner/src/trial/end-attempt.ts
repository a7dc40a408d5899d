import { ALONE_AFTER, type FailReason, type Handled, type Metrics, scoredEpoch } from '@hypersweep/sweep'
import { RunnerError } from '../errors.ts'
import type { TrainOutcome } from '../pool/messages.ts'
import type { Attempt } from './context.ts'
import { keepProbabilities } from './keep-probabilities.ts'
import { OVER_MEMORY } from './memory-guard.ts'
import { reportHistory } from './record-epoch.ts'
import type { AttemptEnd, Refusal } from './train-attempt.ts'
import { NOT_STARTED, STALLED, TIMED_OUT } from './watch-training.ts'

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
    case 'expired':
      return expire(attempt)
    case 'stale':
      attempt.say('goes on elsewhere: another worker has taken it over', { level: 'warn', event: 'stale' })
      return 'done'
  }
}

type Ending = Pick<Attempt, 'context' | 'claim' | 'say'>

/** Ends a trial for good. */
export async function fail({ context, claim, say }: Ending, reason: FailReason, message: string): Promise<Handled> {
  await context.store.finish(claim, { status: 'failed', reason, message })
  say(`failed, ${reason}: ${message}`, { level: 'warn', event: 'failed', reason })
  return 'done'
}

async function complete(attempt: Attempt, weightsSha256: string): Promise<Handled> {
  const { context, claim, sweep, history, say } = attempt
  // A store that was set back in the meantime holds the claim, and not all that was reported under it.
  const stored = await context.store.trial(claim.trial)
  const told = await reportHistory(attempt, stored?.reports ?? [])
  if (told.status !== 'accepted') return endAttempt(attempt, { ...told, epoch: history.length })
  const best = scoredEpoch(sweep.spec.metric, history)
  if (best === undefined) throw new Error('a complete trial has an epoch')
  await keepProbabilities(attempt, best.epoch)
  await context.store.finish(claim, { status: 'complete', best, weightsSha256 })
  const { epoch, score } = best
  const text = `complete, ${sweep.spec.metric.name} ${score.toPrecision(4)} at epoch ${epoch}`
  say(text, { event: 'complete', epoch, score })
  return 'done'
}

/** The worker drains: what is done so far is kept, and the trial waits for whoever takes it next. */
async function giveBack(attempt: Attempt, { ref, checkpoint }: TrainOutcome & { status: 'stopped' }): Promise<Handled> {
  const { context, claim, say } = attempt
  await context.checkpoints.save(claim.trial, ref, checkpoint)
  await context.store.release(claim)
  const text = `given back after epoch ${ref.epoch}${ref.step > 0 ? `, step ${ref.step} of the next` : ''}`
  say(text, { event: 'given back', ...ref })
  return 'later'
}

/** It could not be kept, and nothing was written after that; the store may still take it back. */
async function expire({ context, claim, say }: Attempt): Promise<Handled> {
  say('given up: its lease could not be renewed in time', { level: 'warn', event: 'expired' })
  await context.store.release(claim).catch(() => undefined)
  return 'later'
}

/** Ends a trial that no process survives. Its last words are those of the last one. */
export async function quarantine(attempt: Ending): Promise<Handled> {
  const { crashes, setback = 'they said nothing' } = attempt.claim.record
  return fail(attempt, 'quarantined', `${crashes} processes in a row died with it, the last ones alone: ${setback}`)
}

/** What failed, by the code of who noticed it. */
async function retryOrFail(attempt: Attempt, { code, message }: TrainOutcome & { status: 'failed' }): Promise<Handled> {
  switch (code) {
    case NO_NETWORK:
      return fail(attempt, 'invalid', message)
    case TIMED_OUT:
      return fail(attempt, 'timeout', message)
    case STALLED:
      return tryAgain(attempt, 'timeout', message)
    case OVER_MEMORY:
      return tryAlone(attempt, message)
    case OUT_OF_MEMORY:
      return tryAgain(attempt, 'memory', `${code}: ${message}`)
    case NOT_STARTED:
      throw new RunnerError(code, message, 'The trial is handed out again.')
    default:
      return tryAgain(attempt, 'error', `${code}: ${message}`)
  }
}

/** A trial's own failure is tried again `retry.max` times, by whoever takes the trial. */
async function tryAgain(attempt: Attempt, reason: FailReason, text: string): Promise<Handled> {
  const { context, claim, sweep, say } = attempt
  const failures = claim.record.failures + 1
  if (failures > sweep.spec.retry.max) return fail(attempt, reason, text)
  await context.store.release(claim, { text, failures: 1 })
  const again = `${reason} ${failures} of at most ${sweep.spec.retry.max}, will be tried again: ${text}`
  say(again, { level: 'warn', event: 'tried again', reason })
  context.observer?.triedAgain?.(reason)
  return 'later'
}

/** What was too much beside others may fit alone. */
async function tryAlone(attempt: Attempt, text: string): Promise<Handled> {
  const { context, claim, isAlone, say } = attempt
  if (isAlone) return fail(attempt, 'memory', text)
  await context.store.release(claim, { text, crashes: Math.max(0, ALONE_AFTER - claim.record.crashes) })
  say(`will be tried again alone: ${text}`, { level: 'warn', event: 'tried again', reason: 'memory' })
  context.observer?.triedAgain?.('memory')
  return 'later'
}

/** The trial makes no network. */
const NO_NETWORK = 'LAYER_INPUT'
/** Of V8's heap, by which Node ends a thread. */
const OUT_OF_MEMORY = 'ERR_WORKER_OUT_OF_MEMORY'

function mismatchMessage({ context, history }: Attempt, end: Refusal & { status: 'mismatch' }): string {
  const mine = history[end.epoch - 1]?.metrics ?? {}
  const names = Object.keys({ ...end.first, ...mine }).filter((name) => !Object.is(end.first[name], mine[name]))
  const told = (metrics: Metrics) => names.map((name) => `${name} ${String(metrics[name])}`).join(', ')
  return `epoch ${end.epoch} was ${told(end.first)} on ${end.firstWorker} and is ${told(mine)} on ${context.worker}`
}

import { randomUUID } from 'node:crypto'
import { type Claim, type Handled, parseTrialId, type TrialId } from '@hypersweep/sweep'
import { latestCheckpoint } from '../checkpoints/latest-checkpoint.ts'
import { type TrialIdentity, trialIdentity } from '../checkpoints/trial-identity.ts'
import type { Log } from '../log.ts'
import type { Attempt, TrialContext } from './context.ts'
import { endAttempt, fail } from './end-attempt.ts'
import type { OpenSweep } from './open-sweeps.ts'
import { trainAttempt } from './train-attempt.ts'

/**
 * Runs one trial that the queue handed out: claims it, goes on from its newest good checkpoint, trains it on a thread,
 * and writes down how it ended.
 *
 * Safe to run twice, and by two workers at once: the store decides whose writes count. A trial's own failure becomes its
 * end; what fails around it (the store, the disk) is thrown, after the trial was given back, so that the queue hands it
 * out again without counting it against the trial.
 */
export async function runTrial(trial: TrialId, context: TrialContext): Promise<Handled> {
  if (context.signal.aborted) return 'later'
  const open = await context.openSweep(parseTrialId(trial).sweepId)
  if (open === 'unknown') return 'done'
  if (open === 'refused') return 'later'
  const reply = await context.store.claim(trial, { token: randomUUID(), worker: context.worker })
  if (reply.status !== 'claimed') return reply.status === 'held' ? 'later' : 'done'
  return runClaim(reply.claim, open, context)
}

async function runClaim(claim: Claim, open: OpenSweep, context: TrialContext): Promise<Handled> {
  const say: Log = (line) => context.log(`${open.sweep.name}: trial ${claim.record.number} ${line}`)
  try {
    const identity = identityOrError(claim, open)
    if (identity instanceof Error) return await fail({ context, claim, say }, 'invalid', identity.message)
    return await runAttempt({ ...open, context, claim, spec: identity.spec, history: [], say }, identity)
  } catch (error) {
    await context.store.release(claim).catch(() => say('could not be given back; its lease will run out'))
    throw error
  }
}

async function runAttempt(attempt: Attempt, identity: TrialIdentity): Promise<Handled> {
  const { context, claim, history, say } = attempt
  const resume = await latestCheckpoint({ ...context, trial: claim.trial, identity })
  history.push(...(resume?.history ?? []))
  const from =
    resume && `, resumed from epoch ${resume.epoch}${resume.step > 0 ? `, step ${resume.step} of the next` : ''}`
  say(`claimed (attempt ${claim.attempt})${from ?? ''}`)
  return endAttempt(attempt, await trainAttempt(attempt, resume))
}

/** Params that make no network are the trial's own fault, for good. */
function identityOrError(claim: Claim, { sweep }: OpenSweep): TrialIdentity | Error {
  try {
    return trialIdentity(sweep, claim.record)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

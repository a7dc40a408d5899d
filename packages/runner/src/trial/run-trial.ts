import { randomUUID } from 'node:crypto'
import type { Checkpoint } from '@hypersweep/core'
import {
  type Claim,
  type Handled,
  isQuarantined,
  lastStage,
  mustRunAlone,
  parseTrialId,
  type TrialId,
} from '@hypersweep/sweep'
import { latestCheckpoint } from '../checkpoints/latest-checkpoint.ts'
import { type TrialIdentity, trialIdentity } from '../checkpoints/trial-identity.ts'
import type { Log } from '../log.ts'
import type { Attempt, TrialContext } from './context.ts'
import { endAttempt, fail, quarantine } from './end-attempt.ts'
import { keepLease } from './keep-lease.ts'
import type { OpenSweep } from './open-sweeps.ts'
import { trainAttempt } from './train-attempt.ts'

/**
 * Runs one trial that the queue handed out: claims it, goes on from its newest good checkpoint, trains it on a thread,
 * and writes down how it ended.
 *
 * Safe to run twice, and by two workers at once: the store decides whose writes count. A trial's own failure becomes its
 * end; what fails around it (the store, the disk) is thrown, after the trial was given back, so that the queue hands it
 * out again without counting it against the trial. A trial that may have taken processes down waits until it is alone.
 */
export async function runTrial(trial: TrialId, context: TrialContext): Promise<Handled> {
  if (context.signal.aborted) return 'later'
  const open = await context.openSweep(parseTrialId(trial).sweepId)
  if (open === 'unknown') return 'done'
  if (open === 'refused') return 'later'
  const { solitude, pool } = context
  const isOnlyThread = pool.threads === 1
  const answer = await solitude.together(() => claimAndRun({ trial, open, context, isAlone: isOnlyThread }))
  if (answer !== 'must be alone') return answer
  const alone = await solitude.alone(() => claimAndRun({ trial, open, context, isAlone: true }))
  return alone === 'must be alone' ? 'later' : alone
}

interface Running {
  trial: TrialId
  open: OpenSweep
  context: TrialContext
  isAlone: boolean
}

async function claimAndRun({ trial, open, context, isAlone }: Running): Promise<Handled | 'must be alone'> {
  if (context.signal.aborted) return 'later'
  const askedAt = performance.now()
  const reply = await context.store.claim(trial, { token: randomUUID(), worker: context.worker })
  if (reply.status !== 'claimed') return reply.status === 'ended' ? 'done' : 'later'
  const { claim } = reply
  const claimedAt = performance.now()
  const say = sayingOf(context, open, claim)
  if (isQuarantined(claim.record)) return quarantine({ context, claim, say })
  if (mustRunAlone(claim.record) && !isAlone) {
    await context.store.release(claim)
    const { crashes } = claim.record
    say(`waits until nothing else is trained here: ${crashes} processes in a row died with it`, { level: 'warn' })
    return 'must be alone'
  }
  using lease = keepLease({ store: context.store, claim, leaseMs: context.leaseMs, askedAt, log: say })
  return await runClaim({ ...open, context, claim, claimedAt, lease, isAlone, history: [], say })
}

/** How an attempt speaks: each line says of which trial it is. */
function sayingOf({ log, worker }: TrialContext, { sweep: { name: sweep } }: OpenSweep, claim: Claim): Log {
  const { attempt, record } = claim
  const facts = { worker, sweep, trial: record.number, attempt }
  return (line, fields) => log(`${sweep}: trial ${record.number} ${line}`, { ...facts, ...fields })
}

/** The sweep as it is since the trial's stage: it may have been extended since it was opened. */
async function atStageOf<Claimed extends Omit<Attempt, 'spec'>>(claimed: Claimed): Promise<Claimed | undefined> {
  const { context, claim, sweep } = claimed
  const { stage = 0 } = claim.record
  if (lastStage(sweep.spec) >= stage) return claimed
  const later = await context.openSweep(sweep.id, stage)
  return later === 'unknown' || later === 'refused' ? undefined : { ...claimed, ...later }
}

async function runClaim(claimed: Omit<Attempt, 'spec'>): Promise<Handled> {
  const { context, claim, say } = claimed
  try {
    const current = await atStageOf(claimed)
    if (current === undefined) {
      await context.store.release(claim)
      return 'later'
    }
    const identity = identityOrError(claim, current)
    if (identity instanceof Error) return await fail(current, 'invalid', identity.message)
    return await runAttempt({ ...current, spec: identity.spec }, identity)
  } catch (error) {
    await context.store
      .release(claim)
      .catch(() => say('could not be given back; its lease will run out', { level: 'warn' }))
    throw error
  }
}

async function runAttempt(attempt: Attempt, identity: TrialIdentity): Promise<Handled> {
  const { context, claim, history, say } = attempt
  const resume = await latestCheckpoint({ ...context, trial: claim.trial, identity })
  history.push(...(resume?.history ?? []))
  const epoch = resume?.epoch ?? 0
  say(`claimed (attempt ${claim.attempt})${beginningText(attempt, resume)}`, { event: 'claimed', epoch })
  return endAttempt(attempt, await trainAttempt(attempt, resume))
}

/** Where an attempt begins; of the first one that goes without saying. */
function beginningText({ claim, spec }: Attempt, resume: Checkpoint | undefined): string {
  if (resume === undefined) return claim.attempt > 1 ? ', anew from epoch 0' : ''
  const step = resume.step > 0 ? `, step ${resume.step} of the next` : ''
  const longer = resume.spec.epochs < spec.epochs ? `, of ${spec.epochs} where it had ${resume.spec.epochs}` : ''
  return `, resumed from epoch ${resume.epoch}${step}${longer}`
}

/** Params that make no network are the trial's own fault, for good. */
function identityOrError(claim: Claim, { sweep }: OpenSweep): TrialIdentity | Error {
  try {
    return trialIdentity(sweep, claim.record)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

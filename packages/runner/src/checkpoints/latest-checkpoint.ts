import { type Checkpoint, decodeCheckpoint } from '@hypersweep/core'
import type { CheckpointRef, CheckpointStore, TrialId } from '@hypersweep/sweep'
import { reason } from '../errors.ts'
import type { Log } from '../log.ts'
import { foreignness, type TrialIdentity } from './trial-identity.ts'

export interface LatestOptions {
  checkpoints: CheckpointStore
  trial: TrialId
  identity: TrialIdentity
  log: Log
}

/**
 * The newest checkpoint that is whole and this trial's own, or none.
 *
 * What is torn, of another numeric code or of another trial is set aside where a person can look at it, said so, and the
 * one before it is taken.
 */
export async function latestCheckpoint(options: LatestOptions): Promise<Checkpoint | undefined> {
  const { checkpoints, trial, identity, log } = options
  for (const ref of (await checkpoints.list(trial)).toReversed()) {
    const bytes = await checkpoints.load(trial, ref)
    if (bytes === undefined) continue
    const { checkpoint, objection } = examine(bytes, ref, identity)
    if (objection === undefined) return checkpoint
    await checkpoints.setAside(trial, ref)
    log(`${trial}: the checkpoint of epoch ${ref.epoch}, step ${ref.step} is set aside: ${objection}`)
  }
  return undefined
}

type Examined = { checkpoint: Checkpoint; objection?: string } | { checkpoint?: undefined; objection: string }

function examine(bytes: Uint8Array, ref: CheckpointRef, identity: TrialIdentity): Examined {
  try {
    const checkpoint = decodeCheckpoint(bytes)
    const objection = misplacement(checkpoint, ref) ?? foreignness(checkpoint, identity)
    return objection === undefined ? { checkpoint } : { objection }
  } catch (error) {
    return { objection: reason(error) }
  }
}

function misplacement({ epoch, step }: Checkpoint, ref: CheckpointRef): string | undefined {
  return epoch === ref.epoch && step === ref.step ? undefined : `it holds epoch ${epoch}, step ${step}`
}

import type { CheckpointRef, KeptFile } from '@hypersweep/sweep'
import { AdapterError } from './errors.ts'

const NAME = /^(\d{6,})-(\d{6,})\.safetensors$/

/** `<sweep>-<number>`; what else lies beside it is not ours. */
export const TRIAL = /^[a-z0-9]{10}-\d+$/

/** What lies beside a trial's checkpoints. */
export const PROBABILITIES = 'probabilities.safetensors'

/**
 * How a checkpoint is called beside the others of its trial, in a folder and in a bucket alike.
 *
 * @throws AdapterError CHECKPOINT_REF for an epoch or step that is no integer of 0 or more
 */
export function checkpointName({ epoch, step }: CheckpointRef): string {
  for (const [key, value] of Object.entries({ epoch, step })) {
    if (Number.isSafeInteger(value) && value >= 0) continue
    const got = `A checkpoint's ${key} is ${value}.`
    throw new AdapterError('CHECKPOINT_REF', got, 'It has to be an integer of 0 or more.')
  }
  return `${String(epoch).padStart(6, '0')}-${String(step).padStart(6, '0')}.safetensors`
}

/** The place that a name tells, or none. */
export function refIn(name: string): CheckpointRef[] {
  const found = NAME.exec(name)
  return found ? [{ epoch: Number(found[1]), step: Number(found[2]) }] : []
}

type Kind = { kind: 'checkpoint'; ref: CheckpointRef } | { kind: Exclude<KeptFile['kind'], 'checkpoint'> }

/** What something of that name is; nothing where the name is none of ours. */
export function kindOf(name: string): Kind | undefined {
  const [ref] = refIn(name)
  if (ref) return { kind: 'checkpoint', ref }
  if (name === PROBABILITIES) return { kind: 'probabilities' }
  return name.endsWith('.corrupt') ? { kind: 'aside' } : undefined
}

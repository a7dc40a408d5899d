import type { CheckpointStore, TrialId } from '@hypersweep/sweep'
import { checkpointName, kindOf, PROBABILITIES, refIn, TRIAL } from '../checkpoint-name.ts'
import { checkSweepId, checkTrialName } from '../trial-name.ts'
import { type S3Bucket, type S3BucketOptions, s3Bucket } from './s3-bucket.ts'
import { pin, pinned } from './s3-pin.ts'

export interface S3Options extends S3BucketOptions {
  /** What all names begin with, without a slash at its ends; empty for the whole bucket. */
  prefix: string
}

export interface S3CheckpointStore extends CheckpointStore {
  /** By how much the server's clock is ahead of this machine's, by its last answer. */
  aheadMs(): number
}

/**
 * CheckpointStore in a bucket of S3: the names of the files in a folder, below `prefix`. An object is there whole or not
 * at all, and there for every reader once it was put.
 *
 * @throws AdapterError TRIAL_NAME for an id that is no plain name, CHECKPOINT_REF for an epoch or step that is no integer
 *   of 0 or more, CHECKPOINT_SIZE for more than 5 GiB, CHECKPOINT_S3 when the bucket cannot be used
 */
export function s3CheckpointStore({ prefix, ...options }: S3Options): S3CheckpointStore {
  const bucket = s3Bucket(options)
  const root = prefix === '' ? '' : `${prefix}/`
  const below = (trial: TrialId, name = '') => {
    checkTrialName(trial)
    return `${root}${trial}/${name}`
  }
  const mark = (sweepId: string) => {
    checkSweepId(sweepId)
    return `${root}.sweeps/${sweepId}`
  }
  return {
    place: `s3://${options.bucket}${prefix === '' ? '' : `/${prefix}`}`,
    save: async (trial, ref, bytes) => bucket.put('a checkpoint', below(trial, checkpointName(ref)), bytes),
    load: async (trial, ref) => bucket.get('a checkpoint', below(trial, checkpointName(ref))),
    list: async (trial) => {
      const names = await bucket.list(below(trial))
      return names.flatMap(({ name }) => refIn(name)).sort((a, b) => a.epoch - b.epoch || a.step - b.step)
    },
    remove: async (trial, ref) => bucket.remove('a checkpoint', below(trial, checkpointName(ref))),
    saveProbabilities: async (trial, bytes) => bucket.put('probabilities', below(trial, PROBABILITIES), bytes),
    loadProbabilities: async (trial) => bucket.get('probabilities', below(trial, PROBABILITIES)),
    removeTrial: async (trial) => {
      const found = await bucket.list(below(trial))
      await Promise.all(found.map(({ name }) => bucket.remove('what is', below(trial, name))))
    },
    setAside: async (trial, ref) => {
      const key = below(trial, checkpointName(ref))
      await bucket.moveAside(key, (etag) => `${key}.${etag}.corrupt`)
    },
    trials: async () => (await bucket.folders(root)).filter((name): name is TrialId => TRIAL.test(name)),
    contents: async (trial) => contents(bucket, below(trial)),
    discard: async (trial, name) => bucket.remove('what is', below(trial, name.split('/').at(-1))),
    addSweep: async (sweepId) => bucket.put('the mark of a sweep', mark(sweepId), new Uint8Array()),
    hasSweep: async (sweepId) => (await bucket.get('the mark of a sweep', mark(sweepId))) !== undefined,
    removeSweep: async (sweepId) => bucket.remove('the mark of a sweep', mark(sweepId)),
    pin: (sweepId) => pin(bucket, `${root}.pins/`, sweepId),
    pinned: (sweepId) => pinned(bucket, `${root}.pins/`, sweepId),
    aheadMs: bucket.aheadMs,
  }
}

async function contents(bucket: S3Bucket, folder: string): ReturnType<CheckpointStore['contents']> {
  const listed = await bucket.list(folder)
  const now = Date.now() + bucket.aheadMs()
  return listed.map(({ name, bytes, writtenAtMs }) => {
    return { name, bytes, ageMs: now - writtenAtMs, ...(kindOf(name) ?? { kind: 'other' }) }
  })
}

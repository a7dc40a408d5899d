import type { CheckpointStore, TrialId } from '@hypersweep/sweep'

/** A disk that fills up, and whose files are torn. */
export interface SpoilableDisk {
  checkpoints: CheckpointStore
  fill(): void
  free(): void
  /** Cuts the newest checkpoint of a trial short. */
  tear(trial: TrialId): Promise<void>
}

export function spoilableDisk(inner: CheckpointStore): SpoilableDisk {
  let isFull = false
  const checkpoints: CheckpointStore = {
    ...inner,
    save: (trial, ref, bytes) =>
      isFull ? Promise.reject(new Error('ENOSPC: no space left on device')) : inner.save(trial, ref, bytes),
  }
  return {
    checkpoints,
    fill() {
      isFull = true
    },
    free() {
      isFull = false
    },
    async tear(trial) {
      const ref = (await inner.list(trial)).at(-1)
      const bytes = ref && (await inner.load(trial, ref))
      if (ref && bytes) await inner.save(trial, ref, bytes.subarray(0, bytes.length - 1))
    },
  }
}

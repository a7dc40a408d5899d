import type { CheckpointStore } from '@hypersweep/sweep'

/** The same store, which tells how long each checkpoint took until it was durable, and how large it is. */
export function meteredCheckpointStore(
  store: CheckpointStore,
  saved: (seconds: number, bytes: number) => void,
): CheckpointStore {
  return {
    ...store,
    async save(trial, ref, bytes) {
      const startedAt = performance.now()
      const { byteLength } = bytes
      await store.save(trial, ref, bytes)
      saved((performance.now() - startedAt) / 1000, byteLength)
    },
  }
}

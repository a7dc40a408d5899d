import type { CheckpointStore } from '@hypersweep/sweep'
import { type AttemptSpans, isShown } from './attempt-spans.ts'

/** The same store, with a span of each checkpoint that an attempt of this process reads or writes. */
export function tracedCheckpointStore(store: CheckpointStore, attempts: AttemptSpans): CheckpointStore {
  return {
    ...store,
    async load(trial, ref) {
      const attempt = attempts.of(trial)
      const work = () => store.load(trial, ref)
      if (attempt === undefined) return work()
      const told = (bytes: Uint8Array | undefined) => sizeOf(bytes)
      return attempts.part(attempt, { name: 'load', attributes: placeOf(ref), work, told })
    },
    async save(trial, ref, bytes) {
      const attempt = attempts.of(trial)
      const work = () => store.save(trial, ref, bytes)
      if (attempt === undefined || !isShown(attempt)) return work()
      attempt.savedFrom ??= attempt.now()
      // The bytes may be handed on, and have none left, by the time they are saved.
      const attributes = { ...placeOf(ref), ...sizeOf(bytes) }
      return attempts.part(attempt, { name: 'checkpoint', attributes, work })
    },
    async saveProbabilities(trial, bytes) {
      const attempt = attempts.of(trial)
      const work = () => store.saveProbabilities(trial, bytes)
      if (attempt === undefined) return work()
      return attempts.part(attempt, { name: 'probabilities', attributes: sizeOf(bytes), work })
    },
  }
}

function placeOf({ epoch, step }: { epoch: number; step: number }) {
  return { 'hypersweep.epoch': epoch, 'hypersweep.step': step }
}

function sizeOf(bytes: Uint8Array | undefined) {
  return { 'hypersweep.bytes': bytes?.byteLength ?? 0 }
}

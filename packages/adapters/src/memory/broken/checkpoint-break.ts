import type { CheckpointStore } from '@hypersweep/sweep'
import type { CheckpointStoreHarness } from '@hypersweep/sweep/conformance'
import type { MemoryCheckpoints } from '../memory-checkpoint-store.ts'

/** What a break replaces, in the store or around it. */
export interface CheckpointBreak {
  store?: (store: CheckpointStore, checkpoints: MemoryCheckpoints) => Partial<CheckpointStore>
  harness?: (checkpoints: MemoryCheckpoints) => Partial<CheckpointStoreHarness>
}

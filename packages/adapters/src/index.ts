export { AdapterError } from './errors.ts'
export { memoryCheckpointStore } from './memory/memory-checkpoint-store.ts'
export { type MemorySweepStoreOptions, memorySweepStore } from './memory/memory-sweep-store.ts'
export { type MemoryTrialQueueOptions, memoryTrialQueue } from './memory/memory-trial-queue.ts'

import type { CheckpointStoreHarness, SweepStoreHarness, TrialQueueHarness } from '@hypersweep/sweep/conformance'
import { memoryCheckpointStore, memoryCheckpoints } from './memory-checkpoint-store.ts'
import { memoryState, memorySweepStore } from './memory-sweep-store.ts'
import { memoryHints, memoryTrialQueue } from './memory-trial-queue.ts'

export async function memoryStoreHarness(state = memoryState()): Promise<SweepStoreHarness> {
  let now = 1_000_000
  const leaseMs = 1000
  return {
    open: async () => memorySweepStore({ now: () => now, leaseMs, state }),
    leaseMs,
    elapse: async (ms) => {
      now += ms
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

export async function memoryQueueHarness(hints = memoryHints()): Promise<TrialQueueHarness> {
  const open = async (laterMs = 10) => memoryTrialQueue({ laterMs, hints })
  return {
    open,
    patienceMs: 3000,
    [Symbol.asyncDispose]: async () => (await open())[Symbol.asyncDispose](),
  }
}

export async function memoryCheckpointHarness(checkpoints = memoryCheckpoints()): Promise<CheckpointStoreHarness> {
  return {
    open: async () => memoryCheckpointStore({ checkpoints }),
    // A save happens at once or not at all.
    cutShort: async () => {},
    setAside: async (trial) => checkpoints.aside.filter((each) => each.trial === trial).map(({ bytes }) => bytes),
    contents: async () => [...checkpoints.stored.keys(), ...checkpoints.probabilities.keys()],
    [Symbol.asyncDispose]: async () => {},
  }
}

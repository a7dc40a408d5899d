import type { CheckpointBreak } from './checkpoint-break.ts'

export const brokenProbabilities: Readonly<Record<string, Readonly<Record<string, CheckpointBreak>>>> = {
  '`saveProbabilities` keeps one for each trial, beside its checkpoints and after them, until the next one': {
    'keeps the first': {
      store: (store) => ({
        saveProbabilities: async (trial, bytes) => {
          if (!(await store.loadProbabilities(trial))) await store.saveProbabilities(trial, bytes)
        },
      }),
    },
    'goes with the last checkpoint': {
      store: (store) => ({
        remove: async (trial, ref) => {
          await store.remove(trial, ref)
          if ((await store.list(trial)).length === 0) await store.removeTrial(trial)
        },
      }),
    },
    'is one for all trials': {
      store: (store, { probabilities }) => ({
        saveProbabilities: async (trial, bytes) => {
          for (const each of [...probabilities.keys(), trial]) await store.saveProbabilities(each, bytes)
        },
      }),
    },
    "keeps the caller's array": {
      store: (_, { probabilities }) => ({
        saveProbabilities: async (trial, bytes) => void probabilities.set(trial, { bytes, savedAt: Date.now() }),
      }),
    },
    'is listed as a checkpoint': {
      store: (store, { probabilities }) => ({
        list: async (trial) => [
          ...(await store.list(trial)),
          ...(probabilities.has(trial) ? [{ epoch: 0, step: 0 }] : []),
        ],
      }),
    },
    'is known to its instance alone': {
      store: (store) => {
        const own = new Map<string, Uint8Array>()
        return {
          saveProbabilities: async (trial, bytes) => void own.set(trial, bytes.slice()),
          loadProbabilities: async (trial) => own.get(trial) ?? (await store.loadProbabilities(trial)),
        }
      },
    },
  },
}

import type { CheckpointStore } from '@hypersweep/sweep'
import type { MemoryCheckpoints } from '../memory-checkpoint-store.ts'

type Break = { store: (store: CheckpointStore, checkpoints: MemoryCheckpoints) => Partial<CheckpointStore> }

export const contentsBreaks: Readonly<Record<string, Readonly<Record<string, Break>>>> = {
  '`trials` names every trial of which anything is kept, each once': {
    'forgets those of which all was set aside': {
      store: (store, { stored }) => ({
        trials: async () =>
          (await store.trials()).filter((id) => [...stored.values()].some(({ trial }) => trial === id)),
      }),
    },
    'names one for each of its checkpoints': {
      store: (_, { stored, aside }) => ({
        trials: async () => [...stored.values(), ...aside].map(({ trial }) => trial),
      }),
    },
    'forgets those that have probabilities alone': {
      store: (store, { stored, aside }) => ({
        trials: async () => {
          const named = new Set([...stored.values(), ...aside].map(({ trial }) => trial))
          return (await store.trials()).filter((trial) => named.has(trial))
        },
      }),
    },
    'goes on to name what was removed': {
      store: (store) => {
        const named = new Set<Awaited<ReturnType<CheckpointStore['trials']>>[number]>()
        return {
          trials: async () => {
            for (const id of await store.trials()) named.add(id)
            return [...named]
          },
        }
      },
    },
  },
  '`contents` names all that is kept of a trial, with its bytes and what it is; `discard` takes one of these and no other':
    {
      'hides what was set aside': {
        store: (store) => ({
          contents: async (trial) => (await store.contents(trial)).filter(({ kind }) => kind !== 'aside'),
        }),
      },
      'hides the probabilities': {
        store: (store) => ({
          contents: async (trial) => (await store.contents(trial)).filter(({ kind }) => kind !== 'probabilities'),
        }),
      },
      'tells no sizes': {
        store: (store) => ({
          contents: async (trial) => (await store.contents(trial)).map((kept) => ({ ...kept, bytes: 0 })),
        }),
      },
      'discards nothing': { store: () => ({ discard: async () => undefined }) },
      'discards the whole trial': { store: (store) => ({ discard: (trial) => store.removeTrial(trial) }) },
      'discards it of every trial': {
        store: (store) => ({
          discard: async (_, name) => {
            for (const trial of await store.trials()) await store.discard(trial, name)
          },
        }),
      },
    },
}

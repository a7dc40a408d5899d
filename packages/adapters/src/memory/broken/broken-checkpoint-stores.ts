import type { CheckpointStoreHarness } from '@hypersweep/sweep/conformance'
import { memoryCheckpoints } from '../memory-checkpoint-store.ts'
import { memoryCheckpointHarness } from '../memory-harness.ts'
import type { Broken } from './broken.ts'
import { contentsBreaks } from './broken-contents.ts'
import { brokenProbabilities } from './broken-probabilities.ts'
import { brokenSweepMarks } from './broken-sweep-marks.ts'
import type { CheckpointBreak } from './checkpoint-break.ts'

const breaks: Readonly<Record<string, Readonly<Record<string, CheckpointBreak>>>> = {
  ...brokenProbabilities,
  'what `save` stored, `load` returns, byte for byte, also through another instance, whatever becomes of the bytes given':
    {
      'loses the last byte': {
        store: (store) => ({
          save: (trial, ref, bytes) => store.save(trial, ref, bytes.length > 9 ? bytes.slice(0, -1) : bytes),
        }),
      },
      "keeps the caller's array": {
        store: (store, { stored }) => ({
          save: async (trial, ref, bytes) => {
            await store.save(trial, ref, bytes)
            stored.get(`${trial}/${ref.epoch}-${ref.step}`)!.bytes = bytes
          },
        }),
      },
      'keeps it to the instance': {
        store: (store) => {
          const saved = new Set<string>()
          return {
            save: async (trial, ref, bytes) => {
              saved.add(`${trial}/${ref.epoch}-${ref.step}`)
              await store.save(trial, ref, bytes)
            },
            load: async (trial, ref) =>
              saved.has(`${trial}/${ref.epoch}-${ref.step}`) ? store.load(trial, ref) : undefined,
          }
        },
      },
      'answers with the nearest one': {
        store: (store, { stored }) => ({
          load: async (trial, ref) => (await store.load(trial, ref)) ?? stored.values().next().value?.bytes,
        }),
      },
    },
  'once `save` has resolved the bytes are durable, and a save that is cut short leaves nothing that `list` shows': {
    'a save that is cut short leaves a part': {
      harness: ({ stored }) => ({
        cutShort: async (trial, ref, bytes) => {
          stored.set(`${trial}/${ref.epoch}-${ref.step}`, { trial, ...ref, bytes: bytes.slice(0, 1), savedAt: 0 })
        },
      }),
    },
    'a save resolves before it is done': {
      store: (store) => ({
        save: async (trial, ref, bytes) => {
          setTimeout(() => store.save(trial, ref, bytes), 5)
        },
      }),
    },
    'a save that is cut short takes the one before with it': {
      harness: ({ stored }) => ({ cutShort: async () => stored.clear() }),
    },
  },
  'saving the same place again replaces it': {
    'keeps the first': {
      store: (store) => ({
        save: async (trial, ref, bytes) => ((await store.load(trial, ref)) ? undefined : store.save(trial, ref, bytes)),
      }),
    },
    'writes over its beginning': {
      store: (store) => ({
        save: async (trial, ref, bytes) => {
          const old = (await store.load(trial, ref)) ?? bytes
          await store.save(trial, ref, Uint8Array.from([...bytes, ...old.slice(bytes.length)]))
        },
      }),
    },
  },
  '`list` is in ascending order (epoch, then step), of this trial only, empty for a trial without any': {
    'is in the order of saving': {
      store: (_, { stored }) => ({
        list: async (trial) => {
          const ours = [...stored.values()].filter((each) => each.trial === trial)
          return ours.map(({ epoch, step }) => ({ epoch, step }))
        },
      }),
    },
    'is in the order of the alphabet': {
      store: (store) => ({
        list: async (trial) => (await store.list(trial)).sort((a, b) => (String(a.epoch) < String(b.epoch) ? -1 : 1)),
      }),
    },
    'names those of trials whose id begins alike': {
      store: (_, { stored }) => ({
        list: async (trial) => {
          const alike = [...stored.values()].filter((each) => each.trial.startsWith(trial))
          return alike.map(({ epoch, step }) => ({ epoch, step })).sort((a, b) => a.epoch - b.epoch || a.step - b.step)
        },
      }),
    },
  },
  '`remove` takes one away and no other; removing what is not there does nothing': {
    'does nothing': { store: () => ({ remove: async () => {} }) },
    'takes away the whole epoch': {
      store: (store) => ({
        remove: async (trial, { epoch }) => {
          for (const ref of await store.list(trial)) if (ref.epoch === epoch) await store.remove(trial, ref)
        },
      }),
    },
    'takes the same place of every trial': {
      store: (_, { stored }) => ({
        remove: async (_trial, { epoch, step }) => {
          for (const key of stored.keys()) if (key.endsWith(`/${epoch}-${step}`)) stored.delete(key)
        },
      }),
    },
    'throws where there is nothing': {
      store: (store) => ({
        remove: async (trial, ref) => {
          const found = await store.load(trial, ref)
          if (!found) throw new Error('there is nothing to remove')
          await store.remove(trial, ref)
        },
      }),
    },
  },
  '`setAside` hides one from `list` and `load` and keeps its bytes for a person to look at': {
    'removes it': { store: (store) => ({ setAside: (trial, ref) => store.remove(trial, ref) }) },
    'does nothing': { store: () => ({ setAside: async () => {} }) },
    'keeps the last one alone': {
      store: (store, { aside }) => ({
        setAside: async (trial, ref) => {
          if (await store.load(trial, ref)) aside.length = 0
          await store.setAside(trial, ref)
        },
      }),
    },
  },
  '`removeTrial` takes away all that is kept of a trial, also what was set aside, and nothing of another': {
    'leaves what was set aside': {
      store: (store) => ({
        removeTrial: async (trial) => {
          for (const ref of await store.list(trial)) await store.remove(trial, ref)
        },
      }),
    },
    'leaves the probabilities': {
      store: (store, { probabilities }) => ({
        removeTrial: async (trial) => {
          const left = probabilities.get(trial)
          await store.removeTrial(trial)
          if (left) probabilities.set(trial, left)
        },
      }),
    },
    'takes those whose names begin alike': {
      store: (store, { stored }) => ({
        removeTrial: async (trial) => {
          await store.removeTrial(trial)
          for (const key of stored.keys()) if (key.startsWith(trial)) stored.delete(key)
        },
      }),
    },
  },
  ...contentsBreaks,
  ...brokenSweepMarks,
  '`pinned` tells of a sweep while any pin of it lasts, taken through whatever instance, and of no other sweep': {
    'is known to its instance alone': {
      store: (store) => {
        const mine = new Set<string>()
        return {
          pin: async (sweepId) => {
            mine.add(sweepId)
            return await store.pin(sweepId)
          },
          pinned: async (sweepId) => mine.has(sweepId) && (await store.pinned(sweepId)),
        }
      },
    },
    'ends with the first of several': {
      store: (store, { pins }) => ({
        pin: async (sweepId) => {
          await store.pin(sweepId)
          return { [Symbol.asyncDispose]: async () => pins.clear() }
        },
      }),
    },
    'never ends': {
      store: (store) => ({
        pin: async (sweepId) => {
          await store.pin(sweepId)
          return { [Symbol.asyncDispose]: async () => undefined }
        },
      }),
    },
    'holds for sweeps whose id begins alike': {
      store: (_, { pins }) => ({
        pinned: async (sweepId) => [...pins].some((pin) => sweepId.startsWith(pin.sweepId)),
      }),
    },
    'is none': { store: () => ({ pinned: async () => false }) },
  },
  'a trial id that is no plain name is refused and touches nothing': {
    'is cleaned up instead': {
      store: (store) => ({
        save: (trial, ref, bytes) => store.save((plain(trial) || 'empty') as typeof trial, ref, bytes),
      }),
    },
    'is refused by save alone': {
      store: (store) => ({ load: async (trial, ref) => (plain(trial) === trial ? store.load(trial, ref) : undefined) }),
    },
    'is refused after it was stored': {
      store: (store, { stored }) => ({
        save: async (trial, ref, bytes) => {
          stored.set(`${trial}/${ref.epoch}-${ref.step}`, { trial, ...ref, bytes, savedAt: 0 })
          await store.save(trial, ref, bytes)
        },
      }),
    },
  },
}

/** Memory stores that break one promise each. */
export const brokenCheckpointStores: readonly Broken<CheckpointStoreHarness>[] = Object.entries(breaks).flatMap(
  ([promise, ways]) =>
    Object.entries(ways).map(([how, way]) => ({
      promise,
      how,
      harness: async () => {
        const checkpoints = memoryCheckpoints()
        const whole = await memoryCheckpointHarness(checkpoints)
        const open = async () => {
          const store = await whole.open()
          return { ...store, ...way.store?.(store, checkpoints) }
        }
        return { ...whole, open, ...way.harness?.(checkpoints) }
      },
    })),
)

function plain(name: string): string {
  return name.replaceAll(/[^a-z0-9-]/g, '').slice(0, 64)
}

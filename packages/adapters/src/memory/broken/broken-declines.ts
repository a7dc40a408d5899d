import { DECLINE_LEASES } from '@hypersweep/sweep'
import type { StoreBreaks } from './store-break.ts'

/** Breaks of what is told of who leaves a sweep to others. */
export const brokenDeclines: StoreBreaks = {
  '`declines` tells which workers leave a sweep to others, by name, and why; the last hundred that said so, each by its last word, until it accepts the sweep or four leases have passed':
    {
      'keeps the first word': (store) => ({
        decline: async (id, decline) => {
          const all = await store.declines(id)
          if (!all.some(({ worker }) => worker === decline.worker)) await store.decline(id, decline)
        },
      }),
      'never forgets': (store, state) => ({
        declines: async (id) => {
          for (const kept of state.declines.get(id)?.values() ?? []) kept.until = Infinity
          return store.declines(id)
        },
      }),
      'forgets what is said again': (store, state) => ({
        decline: async (id, decline) => {
          const before = [...(state.declines.get(id)?.values() ?? [])][0]?.until
          await store.decline(id, decline)
          for (const kept of state.declines.get(id)?.values() ?? []) kept.until = before ?? kept.until
        },
      }),
      'forgets after a lease': (store, state) => ({
        decline: async (id, decline) => {
          await store.decline(id, decline)
          const kept = state.declines.get(id)?.get(decline.worker)
          if (kept) kept.until -= (DECLINE_LEASES - 1) * 1000
        },
      }),
      'does not hear who accepts': () => ({ accept: async () => undefined }),
      'clears all when one accepts': (_, state) => ({ accept: async (id) => void state.declines.delete(id) }),
      'mixes sweeps': (store, state) => ({
        declines: async () => (await Promise.all([...state.sweeps.keys()].map(store.declines))).flat(),
      }),
      'has no reasons': (store) => ({
        declines: async (id) => (await store.declines(id)).map((each) => ({ ...each, text: '' })),
      }),
      'tells the newest first': (_, state) => ({
        declines: async (id) =>
          [...(state.declines.get(id)?.values() ?? [])].map(({ decline }) => decline).toReversed(),
      }),
      'keeps all': (store, state) => {
        const all = new Map()
        return {
          decline: async (id, decline) => {
            await store.decline(id, decline)
            for (const [worker, kept] of state.declines.get(id) ?? []) all.set(worker, kept)
            if (state.declines.has(id)) state.declines.set(id, new Map(all))
          },
          accept: async (id, worker) => {
            all.delete(worker)
            await store.accept(id, worker)
          },
        }
      },
      'keeps those of a sweep that was removed': (store, state) => ({
        removeSweep: async (id) => {
          const kept = state.declines.get(id)
          await store.removeSweep(id)
          if (kept) state.declines.set(id, kept)
        },
      }),
      'takes those of a sweep that is not there': (store, state) => ({
        decline: async (id, decline) => {
          if (state.sweeps.has(id)) return store.decline(id, decline)
          state.declines.set(id, new Map([[decline.worker, { decline, until: Infinity }]]))
        },
      }),
    },
}

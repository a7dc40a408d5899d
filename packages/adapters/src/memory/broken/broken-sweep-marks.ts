import type { CheckpointBreak } from './checkpoint-break.ts'

/** Breaks of what a checkpoint store says of the sweeps that it keeps. */
export const brokenSweepMarks: Readonly<Record<string, Readonly<Record<string, CheckpointBreak>>>> = {
  '`hasSweep` is true of a sweep from `addSweep` until `removeSweep`, through whatever instance, and of no other': {
    'is true of every sweep': { store: () => ({ hasSweep: async () => true }) },
    'is true once something of it was saved': {
      store: (store, { stored }) => ({
        hasSweep: async (sweepId) =>
          (await store.hasSweep(sweepId)) || [...stored.keys()].some((key) => key.startsWith(`${sweepId}-`)),
      }),
    },
    'is known to its instance alone': {
      store: (store) => {
        const mine = new Set<string>()
        return {
          addSweep: async (sweepId) => {
            await store.addSweep(sweepId)
            mine.add(sweepId)
          },
          hasSweep: async (sweepId) => mine.has(sweepId) && (await store.hasSweep(sweepId)),
        }
      },
    },
    'is true of sweeps whose id begins alike': {
      store: (_, { sweeps }) => ({
        hasSweep: async (sweepId) => [...sweeps].some((id) => id.startsWith(sweepId)),
      }),
    },
    'ends when the last trial goes': {
      store: (store, { sweeps }) => ({
        removeTrial: async (trial) => {
          await store.removeTrial(trial)
          sweeps.clear()
        },
      }),
    },
    'never ends': { store: () => ({ removeSweep: async () => undefined }) },
    'ends for every sweep': { store: (_, { sweeps }) => ({ removeSweep: async () => sweeps.clear() }) },
    'takes any name': { store: (_, { sweeps }) => ({ addSweep: async (sweepId) => void sweeps.add(sweepId) }) },
  },
}

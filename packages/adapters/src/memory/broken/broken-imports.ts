import type { PastTrial, SweepStore } from '@hypersweep/sweep'
import { type StoreBreaks, trialIn } from './store-break.ts'

/** A store that puts in something else than it was given. */
function changed(change: (trial: PastTrial) => PastTrial) {
  return (store: SweepStore) => ({
    importTrials: (sweepId: string, past: readonly PastTrial[]) => store.importTrials(sweepId, past.map(change)),
  })
}

export const brokenImports: StoreBreaks = {
  '`importTrials` puts trials in with all that became of them elsewhere; one that was claimed or has ended here stays as it is':
    {
      'loses the curves': changed((trial) => ({ ...trial, reports: [] })),
      'loses how they ended': changed((trial) => ({ ...trial, state: { status: 'waiting' } })),
      'counts from the start': changed((trial) => ({ ...trial, claims: 0, failures: 0, crashes: 0 })),
      'loses the stage': changed(({ stage, ...trial }) => (stage === 0 ? { ...trial, stage } : trial)),
      'begins a new generation': changed((trial) => ({ ...trial, generation: 0 })),
      'takes negative zeros for zeros': changed((trial) => ({
        ...trial,
        reports: trial.reports.map((report) => ({
          ...report,
          metrics: Object.fromEntries(Object.entries(report.metrics).map(([name, value]) => [name, value + 0])),
        })),
      })),
      'leaves those alone that only wait here': (store, state) => ({
        importTrials: async (sweepId, past) => {
          const here = state.trials.get(sweepId)
          await store.importTrials(sweepId, here ? past.filter(({ number }) => !here.has(number)) : past)
        },
      }),
      'overwrites what was begun here': (store, state) => ({
        importTrials: async (sweepId, past) => {
          await store.importTrials(sweepId, past)
          const late = past.find(({ number }) => number === 4)
          const id = `${sweepId}-4` as Parameters<SweepStore['trial']>[0]
          if (late && state.trials.has(sweepId)) trialIn(state, id).record = { ...late, id }
        },
      }),
      'makes an unknown sweep up': (store, state) => ({
        importTrials: async (sweepId, past) => {
          if (state.sweeps.has(sweepId)) await store.importTrials(sweepId, past)
        },
      }),
    },
}

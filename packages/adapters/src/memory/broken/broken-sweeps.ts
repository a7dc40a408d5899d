import { type TopTrials, topOf } from '@hypersweep/sweep'
import type { StoreBreaks } from './store-break.ts'

/** Breaks of sweeps and lists of trials. */
export const brokenSweeps: StoreBreaks = {
  'the first sweep of a name wins: `addSweep` with a taken name returns the stored one and changes nothing': {
    'returns the one that was given': (store) => ({
      addSweep: async (sweep) => {
        await store.addSweep(sweep)
        return sweep
      },
    }),
    'overwrites the stored one': (store, state) => ({
      addSweep: async (sweep) => {
        const stored = await store.addSweep(sweep)
        state.sweeps.set(stored.id, { ...sweep, id: stored.id })
        return stored
      },
    }),
    'keeps both': (_, state) => ({
      addSweep: async (sweep) => {
        state.sweeps.set(sweep.id, sweep)
        if (!state.trials.has(sweep.id)) state.trials.set(sweep.id, new Map())
        return [...state.sweeps.values()].find(({ name }) => name === sweep.name)!
      },
    }),
  },
  '`rename` moves a sweep to a free name and keeps its trials': {
    'does nothing': () => ({ rename: async () => {} }),
    'loses the trials': (store, state) => ({
      rename: async (id, name) => {
        await store.rename(id, name)
        state.trials.set(id, new Map())
      },
    }),
    'moves it to the end of the list': (store, state) => ({
      rename: async (id, name) => {
        await store.rename(id, name)
        const sweep = state.sweeps.get(id)!
        state.sweeps.delete(id)
        state.sweeps.set(id, sweep)
      },
    }),
    'takes a name from another sweep': (_, state) => ({
      rename: async (id, name) => {
        const sweep = state.sweeps.get(id)!
        state.sweeps.set(id, { ...sweep, name })
      },
    }),
  },
  'the first trial of a number wins: `addTrials` again changes nothing': {
    'overwrites params and seed': (store, state) => ({
      addTrials: async (sweepId, trials) => {
        await store.addTrials(sweepId, trials)
        for (const trial of trials) {
          const stored = state.trials.get(sweepId)!.get(trial.number)!
          stored.record = { ...stored.record, ...trial }
        }
      },
    }),
    'begins the trial anew': (store, state) => ({
      addTrials: async (sweepId, trials) => {
        for (const { number } of trials) state.trials.get(sweepId)?.delete(number)
        await store.addTrials(sweepId, trials)
      },
    }),
    'drops the new ones beside an old one': (store, state) => ({
      addTrials: async (sweepId, trials) => {
        const known = state.trials.get(sweepId)
        if (trials.some(({ number }) => known?.has(number))) return
        await store.addTrials(sweepId, trials)
      },
    }),
  },
  '`top` has the best of the complete trials as summaries, ties by number, and says how many trials there are and how many of them are complete':
    {
      'has the worst where the least is best': (store) => ({
        top: (sweepId, { count }) => store.top(sweepId, { goal: 'maximize', count }),
      }),
      'has ties in the order of their numbers as texts': (store) => ({
        top: async (sweepId, { goal, count }) => {
          const { best, ...counts } = await store.top(sweepId, { goal, count: 1e9 })
          const byText = best.toSorted(
            (a, b) => b.best!.score - a.best!.score || (`${a.number}` < `${b.number}` ? -1 : 1),
          )
          return { ...counts, best: (goal === 'maximize' ? byText : best).slice(0, count) }
        },
      }),
      'has trials that run or wait again, by their best so far': (store) => ({
        top: async (sweepId, options) => {
          const summaries = (await store.summaries(sweepId)).filter(({ best }) => best !== undefined)
          const complete = summaries.map((each) => ({
            ...each,
            state: { status: 'complete', best: each.best!, weightsSha256: '' } as const,
          }))
          return topOf(complete, options)
        },
      }),
      'tells the complete ones for all': (store) => ({
        top: async (sweepId, options) => {
          const top = await store.top(sweepId, options)
          return { ...top, trials: top.complete }
        },
      }),
      'has one more than was asked for': (store) => ({
        top: (sweepId, { goal, count }) => store.top(sweepId, { goal, count: count + 1 }),
      }),
      'has it of a sweep that was removed': (store) => {
        const last = new Map<string, TopTrials>()
        return {
          top: async (sweepId, options) => {
            const top = await store.top(sweepId, options)
            if (top.trials > 0) last.set(sweepId, top)
            return last.get(sweepId) ?? top
          },
        }
      },
    },
  '`checkpointPlace` is what was last set of the sweep, until that is removed, and none of a sweep that is not there': {
    'keeps the first': (store, state) => ({
      setCheckpointPlace: async (id, place) => store.setCheckpointPlace(id, state.places.get(id) ?? place),
    }),
    'is that of every sweep': (_, state) => ({ checkpointPlace: async () => state.places.values().next().value }),
    'is known to its instance alone': (store) => {
      const mine = new Map<string, string>()
      return {
        checkpointPlace: async (id) => mine.get(id),
        setCheckpointPlace: async (id, place) => {
          await store.setCheckpointPlace(id, place)
          mine.set(id, place)
        },
      }
    },
    'stays when its sweep goes': (store, state) => ({
      removeSweep: async (id) => {
        const place = state.places.get(id)
        await store.removeSweep(id)
        if (place !== undefined) state.places.set(id, place)
      },
    }),
    'is kept of a sweep that is not there': (_, state) => ({
      setCheckpointPlace: async (id, place) => void state.places.set(id, place),
    }),
  },
  'summaries come in number order and hold what `trial` holds, less the reports': {
    'come in the order of adding': (store, state) => ({
      summaries: async (sweepId) => {
        const order = [...(state.trials.get(sweepId)?.keys() ?? [])]
        const summaries = await store.summaries(sweepId)
        return summaries.sort((a, b) => order.indexOf(a.number) - order.indexOf(b.number))
      },
    }),
    'lack the last epoch': (store) => ({
      summaries: async (sweepId) => (await store.summaries(sweepId)).map((each) => ({ ...each, epoch: 0 })),
    }),
    'lack how a trial ended': (store) => ({
      summaries: async (sweepId) =>
        (await store.summaries(sweepId)).map((each) => ({ ...each, state: { status: 'waiting' } })),
    }),
    'stop after the first thousand': (store) => ({
      summaries: async (sweepId) => (await store.summaries(sweepId)).slice(0, 1000),
    }),
  },
}

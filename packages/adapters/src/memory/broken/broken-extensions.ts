import { isEnded } from '@hypersweep/sweep'
import type { MemoryTrial } from '../memory-trial.ts'
import { type StoreBreak, type StoreBreaks, trialIn } from './store-break.ts'

/** A store that advances rightly, and then changes something of the trial; `before` is what it was. */
function afterwards(change: (trial: MemoryTrial, before: MemoryTrial) => void): StoreBreak {
  return (store, state) => ({
    advance: async (id, advance) => {
      if (id.endsWith('-99')) return
      const before = { ...trialIn(state, id) }
      await store.advance(id, advance)
      change(trialIn(state, id), before)
    },
  })
}

/** Breaks of how a sweep is extended. */
export const brokenExtensions: StoreBreaks = {
  '`replaceSpec` puts a spec in the place of the one that the caller has read, and returns what is stored; where another is stored it changes nothing':
    {
      'overwrites whatever is stored': (store) => ({
        replaceSpec: async (id, from, to) => store.replaceSpec(id, (await store.sweep(id))?.spec ?? from, to),
      }),
      'does nothing': (store) => ({ replaceSpec: (id, from) => store.replaceSpec(id, from, from) }),
      'returns what was given': (store) => ({
        replaceSpec: async (id, from, to) => ({ ...(await store.replaceSpec(id, from, to)), spec: to }),
      }),
      'gives it its first name again': (store) => ({
        replaceSpec: async (id, from, to) => ({ ...(await store.replaceSpec(id, from, to)), name: to.name }),
      }),
      'takes the trials away': (store, state) => ({
        replaceSpec: async (id, from, to) => {
          state.trials.set(id, new Map())
          return store.replaceSpec(id, from, to)
        },
      }),
      'makes an unknown sweep up': (store, state) => ({
        replaceSpec: async (id, from, to) =>
          state.sweeps.has(id) ? store.replaceSpec(id, from, to) : [...state.sweeps.values()][0]!,
      }),
    },
  '`advance` brings a trial of an earlier stage to this one, as `reopen` does and whoever runs it; one that has ended may stay so, reports are kept or dropped, and a trial of this stage or a later one is left alone':
    {
      'does nothing': () => ({ advance: async () => {} }),
      'acts again at the same stage': (store, state) => ({
        advance: async (id, advance) => {
          if (!id.endsWith('-99')) trialIn(state, id).record = { ...trialIn(state, id).record, stage: 0 }
          await store.advance(id, advance)
        },
      }),
      'waits until it is not run': (store, state) => ({
        advance: async (id, advance) => {
          if (id.endsWith('-99') || trialIn(state, id).record.state.status !== 'running')
            await store.advance(id, advance)
        },
      }),
      'drops reports that are to be kept': (store) => ({
        advance: (id, advance) => store.advance(id, { ...advance, reports: 'drop' }),
      }),
      'keeps reports that are to be dropped': (store) => ({
        advance: (id, advance) => store.advance(id, { ...advance, reports: 'keep' }),
      }),
      'keeps the best of what it drops': afterwards((trial, { record: { best } }) => {
        if (best) trial.record = { ...trial.record, best }
      }),
      'reopens what is to stay ended': (store) => ({
        advance: (id, advance) => store.advance(id, { ...advance, ended: 'reopen' }),
      }),
      'leaves what is to be reopened': (store) => ({
        advance: (id, advance) => store.advance(id, { ...advance, ended: 'keep' }),
      }),
      'leaves a waiting trial at its stage': (store, state) => ({
        advance: async (id, advance) => {
          const isLeft = !id.endsWith('-99') && trialIn(state, id).record.state.status === 'waiting'
          if (!isLeft) await store.advance(id, advance)
        },
      }),
      'keeps the generation': afterwards((trial, { record: { generation } }) => {
        trial.record = { ...trial.record, generation }
      }),
      'remembers how often it failed': afterwards((trial, { record: { failures, crashes } }) => {
        trial.record = { ...trial.record, failures, crashes }
      }),
      'lets the last owner write on': afterwards((trial, { token, record }) => {
        if (isEnded(record)) trial.token = token
      }),
      'makes an unknown trial up': (store, state) => ({
        advance: async (id, advance) => {
          await store.advance(id, advance)
          if (id.endsWith('-99'))
            state.trials.get('mnist00000')!.set(99, trialIn(state, id.replace('99', '0') as typeof id))
        },
      }),
      'adds trials without their stage': (store) => ({
        addTrials: (id, trials) =>
          store.addTrials(
            id,
            trials.map(({ stage: _stage, ...trial }) => trial),
          ),
      }),
    },
}

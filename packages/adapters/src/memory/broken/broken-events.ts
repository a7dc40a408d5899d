import type { TrialEvent } from '@hypersweep/sweep'
import { type StoreBreaks, trialIn } from './store-break.ts'

/** Breaks of what is told of a trial's past. */
export const brokenEvents: StoreBreaks = {
  '`events` tells what happened to a trial in order, each with its time, attempt, worker and epoch, and why; the last hundred of them':
    {
      'tells the newest first': (store) => ({ events: async (id) => (await store.events(id)).toReversed() }),
      'has no reasons': (store) => ({
        events: async (id) => (await store.events(id)).map(({ text: _text, ...event }) => event),
      }),
      'forgets who lost it': (store) => ({
        events: async (id) => (await store.events(id)).filter(({ what }) => what !== 'lost'),
      }),
      'has one time for all': (store) => ({
        events: async (id) => (await store.events(id)).map((event, _, [first]) => ({ ...event, at: first!.at })),
      }),
      'has the epoch of now': (store, state) => ({
        events: async (id) =>
          (await store.events(id)).map((event): TrialEvent => ({ ...event, epoch: trialIn(state, id).record.epoch })),
      }),
      'tells a repeated claim twice': (store, state) => ({
        claim: async (id, owner) => {
          const before = trialIn(state, id)?.events.length
          const reply = await store.claim(id, owner)
          const { events } = trialIn(state, id)
          if (reply.status === 'claimed' && events.length === before) events.push(events.at(-1)!)
          return reply
        },
      }),
      'keeps the first hundred': (_, state) => ({
        events: async (id) => (state.trials.get(id.slice(0, 10))?.size ? trialIn(state, id).events.slice(0, 100) : []),
      }),
      'keeps all': (_, state) => ({
        events: async (id) => (state.trials.get(id.slice(0, 10))?.size ? trialIn(state, id).events : []),
      }),
    },
}

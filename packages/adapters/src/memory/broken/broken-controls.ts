import { parseTrialId } from '@hypersweep/sweep'
import { type StoreBreaks, trialIn } from './store-break.ts'

/** Breaks of what a person says of a whole sweep. */
export const brokenControls: StoreBreaks = {
  'a paused sweep hands out no trial that waits, its running ones go on, and no other sweep is touched': {
    'hands them out': (store, state) => ({
      claim: async (id, owner) => {
        const { sweepId } = parseTrialId(id)
        const control = state.controls.get(sweepId)
        state.controls.delete(sweepId)
        const reply = await store.claim(id, owner)
        if (control) state.controls.set(sweepId, control)
        return reply
      },
    }),
    'pauses every sweep': (store, state) => ({
      setControl: async (id, control) => {
        await store.setControl(id, control)
        for (const other of state.sweeps.keys()) state.controls.set(other, control)
      },
    }),
    'takes the running ones from their owners': (store, state) => ({
      setControl: async (id, control) => {
        await store.setControl(id, control)
        for (const trial of state.trials.get(id)!.values()) trial.token = undefined
      },
    }),
    'pauses what is not there': (store, state) => ({
      setControl: async (id, control) => (state.sweeps.has(id) ? store.setControl(id, control) : undefined),
    }),
  },
  'under `stop` the waiting trials are cancelled and the running ones end; under `run` they wait again with all they had':
    {
      'leaves them waiting': (store) => ({
        setControl: (id, control) => store.setControl(id, control === 'stop' ? 'pause' : control),
      }),
      'stops the running ones': (store) => ({
        setControl: (id, control) => store.setControl(id, control === 'stop' ? 'cancel' : control),
      }),
      'forgets what they had': (store, state) => ({
        setControl: async (id, control) => {
          await store.setControl(id, control)
          for (const trial of state.trials.get(id)!.values()) {
            if (trial.record.state.status === 'waiting') trial.record = { ...trial.record, failures: 0 }
          }
        },
      }),
      'cannot be taken back': (store) => ({
        setControl: async (id, control) => (control === 'run' ? undefined : store.setControl(id, control)),
      }),
      'tells it in lists alone': (_, state) => ({ trial: async (id) => trialIn(state, id)?.record }),
    },
  'under `cancel` the replies of `renew` and `report` say so, and what is released is cancelled': {
    'is not told by renew': (store) => ({
      renew: async (claim) => ({ status: (await store.renew(claim)).status }),
    }),
    'is not told by report': (store) => ({
      report: async (claim, report, extra) => {
        const reply = await store.report(claim, report, extra)
        return reply.status === 'accepted' ? { status: 'accepted' } : reply
      },
    }),
    'takes the trials from their owners at once': (store) => ({
      setControl: async (id, control) => {
        await store.setControl(id, control)
        if (control === 'cancel') await store.takeOver(id, { text: '' })
      },
    }),
  },
  'under `stop` and `cancel` a trial whose lease has run out is cancelled when it is next claimed': {
    'runs for ever': (store, state) => ({
      claim: async (id, owner) => {
        const { record } = trialIn(state, id)
        const reply = await store.claim(id, owner)
        if (reply.status === 'ended') trialIn(state, id).record = record
        return reply
      },
    }),
    'is taken from a live owner': (store, state) => ({
      claim: async (id, owner) => {
        if (state.controls.has(parseTrialId(id).sweepId)) trialIn(state, id).leaseUntil = 0
        return store.claim(id, owner)
      },
    }),
  },
  "`removeSweep` takes a sweep away with its trials, and no other's; its name is free, and a repeat does nothing": {
    'keeps its trials': (store, state) => ({
      removeSweep: async (id) => {
        const trials = state.trials.get(id)
        await store.removeSweep(id)
        if (trials) state.trials.set(id, trials)
      },
    }),
    'keeps what was said of it': (store, state) => ({
      removeSweep: async (id) => {
        const control = state.controls.get(id)
        await store.removeSweep(id)
        if (control) state.controls.set(id, control)
      },
    }),
    'takes those whose ids begin alike': (store, state) => ({
      removeSweep: async (id) => {
        const alike = [...state.sweeps.keys()].filter((other) => other.startsWith(id.slice(0, -1)))
        for (const other of alike) await store.removeSweep(other)
        await store.removeSweep(id)
      },
    }),
    'complains where there is nothing': (store, state) => ({
      removeSweep: async (id) => {
        if (!state.sweeps.has(id)) throw new Error('there is no such sweep')
        await store.removeSweep(id)
      },
    }),
  },
}

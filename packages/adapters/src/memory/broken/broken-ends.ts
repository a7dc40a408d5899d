import { type StoreBreaks, trialIn } from './store-break.ts'

/** Breaks of how trials end and begin again. */
export const brokenEnds: StoreBreaks = {
  '`release` makes the trial waiting at once, keeps its reports, and counts what a setback says, with its text': {
    'drops the reports': (store, state) => ({
      release: async (claim, setback) => {
        const reply = await store.release(claim, setback)
        const trial = trialIn(state, claim.trial)
        if (reply.status === 'accepted' && trial.record.epoch === 1) trial.record = { ...trial.record, reports: [] }
        return reply
      },
    }),
    'leaves it running until the lease is over': (store, state) => ({
      release: async (claim, setback) => {
        const { record } = trialIn(state, claim.trial)
        const reply = await store.release(claim, setback)
        const trial = trialIn(state, claim.trial)
        if (reply.status === 'accepted') trial.record = { ...trial.record, state: record.state }
        return reply
      },
    }),
    'counts each release': (store) => ({
      release: (claim, setback = { text: '', failures: 1 }) => store.release(claim, setback),
    }),
    'counts none': (store) => ({ release: (claim) => store.release(claim) }),
    'counts a setback without words as none': (store) => ({
      release: (claim, setback) => store.release(claim, setback?.text ? setback : undefined),
    }),
    'takes a crash for a failure': (store) => ({
      release: (claim, setback) =>
        store.release(claim, setback && { ...setback, failures: setback.crashes ?? 0, crashes: setback.failures ?? 0 }),
    }),
    'keeps the first text': (store, state) => ({
      release: async (claim, setback) => {
        const first = trialIn(state, claim.trial).record.setback
        return store.release(claim, setback && { ...setback, text: first ?? setback.text })
      },
    }),
    'forgets the text at the next release': (store, state) => ({
      release: async (claim, setback) => {
        const reply = await store.release(claim, setback)
        const trial = trialIn(state, claim.trial)
        const { setback: _forgotten, ...rest } = trial.record
        if (setback === undefined) trial.record = rest
        return reply
      },
    }),
    'counts a repeat twice': (store, state) => ({
      release: async (claim, setback) => {
        const isRepeat = trialIn(state, claim.trial).record.state.status === 'waiting'
        const reply = await store.release(claim, setback)
        const trial = trialIn(state, claim.trial)
        const failures = trial.record.failures + (isRepeat && setback !== undefined ? 1 : 0)
        trial.record = { ...trial.record, failures }
        return reply
      },
    }),
    'refuses a repeat': (store, state) => ({
      release: async (claim, setback) => {
        const isRepeat = trialIn(state, claim.trial).record.state.status === 'waiting'
        return isRepeat ? { status: 'stale' } : store.release(claim, setback)
      },
    }),
  },
  'crashes are counted from the last epoch that was new when it was reported': {
    'counts them from the beginning': (store, state) => ({
      report: async (claim, report, extra) => {
        const { crashes } = trialIn(state, claim.trial).record
        const reply = await store.report(claim, report, extra)
        const trial = trialIn(state, claim.trial)
        trial.record = { ...trial.record, crashes }
        return reply
      },
    }),
    'counts them from any report': (store, state) => ({
      report: async (claim, report, extra) => {
        const reply = await store.report(claim, report, extra)
        const trial = trialIn(state, claim.trial)
        trial.record = { ...trial.record, crashes: 0 }
        return reply
      },
    }),
    'counts them from each claim': (store, state) => ({
      claim: async (id, owner) => {
        const trial = trialIn(state, id)
        trial.record = { ...trial.record, crashes: 0 }
        return store.claim(id, owner)
      },
    }),
  },
  '`finish` ends the trial once: a repeat by its owner is accepted, any other is stale, the first end stays': {
    'refuses a repeat': (store, state) => ({
      finish: async (claim, end) => {
        const isRepeat = trialIn(state, claim.trial).record.state.status !== 'running'
        return isRepeat ? { status: 'stale' } : store.finish(claim, end)
      },
    }),
    'the last end wins': (store, state) => ({
      finish: async (claim, end) => {
        const reply = await store.finish(claim, end)
        const trial = trialIn(state, claim.trial)
        if (reply.status === 'accepted') trial.record = { ...trial.record, state: end }
        return reply
      },
    }),
    'accepts the end of another': (store, state) => ({
      finish: async (claim, end) => {
        const reply = await store.finish(claim, end)
        const { status } = trialIn(state, claim.trial).record.state
        return status === 'complete' && claim.token === 'token-of-ben' ? { status: 'accepted' } : reply
      },
    }),
    'forgets the best of a complete trial': (store, state) => ({
      finish: async (claim, end) => {
        const { best } = trialIn(state, claim.trial).record
        const reply = await store.finish(claim, end)
        const { best: _forgotten, ...rest } = trialIn(state, claim.trial).record
        trialIn(state, claim.trial).record = best ? { ...rest, best } : rest
        return reply
      },
    }),
  },
  '`reopen` makes an ended trial waiting under the next generation, keeps its reports and forgets failures, crashes and setback; on any other it does nothing':
    {
      'remembers what went wrong': (store, state) => ({
        reopen: async (id) => {
          if (id.endsWith('-99')) return
          const { setback } = trialIn(state, id).record
          await store.reopen(id)
          if (setback !== undefined) trialIn(state, id).record = { ...trialIn(state, id).record, setback }
        },
      }),
      'remembers how often': (store, state) => ({
        reopen: async (id) => {
          if (id.endsWith('-99')) return
          const { failures, crashes } = trialIn(state, id).record
          await store.reopen(id)
          trialIn(state, id).record = { ...trialIn(state, id).record, failures, crashes }
        },
      }),
      'does nothing': () => ({ reopen: async () => {} }),
      'keeps the generation': (store, state) => ({
        reopen: async (id) => {
          if (id.endsWith('-99')) return
          const { generation } = trialIn(state, id).record
          await store.reopen(id)
          trialIn(state, id).record = { ...trialIn(state, id).record, generation }
        },
      }),
      'drops the reports': (store, state) => ({
        reopen: async (id) => {
          await store.reopen(id)
          if (id.endsWith('-0')) trialIn(state, id).record = { ...trialIn(state, id).record, reports: [] }
        },
      }),
      'acts on a running trial': (store, state) => ({
        reopen: async (id) => {
          await store.reopen(id)
          if (id.endsWith('-1'))
            trialIn(state, id).record = { ...trialIn(state, id).record, state: { status: 'waiting' } }
        },
      }),
      'acts twice': (store, state) => ({
        reopen: async (id) => {
          await store.reopen(id)
          if (id.endsWith('-2')) trialIn(state, id).record = { ...trialIn(state, id).record, generation: 1 }
        },
      }),
      'lets the last owner write on': (store, state) => ({
        reopen: async (id) => {
          const token = id.endsWith('-99') ? undefined : trialIn(state, id).token
          await store.reopen(id)
          if (token !== undefined) trialIn(state, id).token = token
        },
      }),
    },
  '`raiseGeneration` counts once however many callers name the same generation': {
    'counts each caller': (store) => ({
      raiseGeneration: async (id, from) =>
        store.raiseGeneration(id, Math.max(from, (await store.trial(id))?.generation ?? 0)),
    }),
    'answers the generation that was asked for': (store) => ({
      raiseGeneration: async (id, from) => {
        await store.raiseGeneration(id, from)
        return from + 1
      },
    }),
    'counts never': (store) => ({ raiseGeneration: (id) => store.raiseGeneration(id, -1) }),
    'makes an unknown trial up': (store) => ({
      raiseGeneration: (id, from) => (id.endsWith('-99') ? Promise.resolve(1) : store.raiseGeneration(id, from)),
    }),
  },
}

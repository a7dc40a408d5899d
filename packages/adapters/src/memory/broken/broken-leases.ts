import type { ClaimReply } from '@hypersweep/sweep'
import { type StoreBreaks, trialIn } from './store-break.ts'

/** Breaks of who may work on a trial. */
export const brokenLeases: StoreBreaks = {
  'a waiting trial can be claimed, and its claim carries number, params, seed and earlier reports': {
    'cannot be claimed a second time': (store, state) => ({
      claim: async (id, owner) => {
        const trial = state.trials.size > 0 ? trialIn(state, id) : undefined
        const isReleased = trial?.record.state.status === 'waiting' && trial.token !== undefined
        return isReleased && trial.record.failures === 0 ? { status: 'held' } : store.claim(id, owner)
      },
    }),
    'leaves out the reports': (store) => ({
      claim: async (id, owner) => changed(await store.claim(id, owner), { reports: [] }),
    }),
    'swaps the seed': (store) => ({
      claim: async (id, owner) => changed(await store.claim(id, owner), { seed: 1 }),
    }),
  },
  'a trial whose lease is live is `held`; the same token claiming again gets the same claim': {
    'gives it to anyone': (store, state) => ({
      claim: async (id, owner) => {
        trialIn(state, id).leaseUntil = 0
        return store.claim(id, owner)
      },
    }),
    'counts a claim of the same token anew': (store, state) => ({
      claim: async (id, owner) => {
        const trial = trialIn(state, id)
        if (trial.token === owner.token) Object.assign(trial, { token: undefined, leaseUntil: 0 })
        return store.claim(id, owner)
      },
    }),
  },
  'a trial whose lease has run out can be claimed by another, with the next attempt number': {
    'holds it for good': (store, state) => ({
      claim: async (id, owner) => {
        const trial = trialIn(state, id)
        const isRunning = trial.record.state.status === 'running' && trial.leaseUntil > 0
        return isRunning && trial.token !== owner.token ? { status: 'held' } : store.claim(id, owner)
      },
    }),
    'keeps the attempt number': (store) => ({
      claim: async (id, owner) => {
        const reply = await store.claim(id, owner)
        return reply.status === 'claimed' ? { ...reply, claim: { ...reply.claim, attempt: 1 } } : reply
      },
    }),
  },
  '`renew` and `report` extend the lease': {
    'renew does not': (store, state) => ({
      renew: async (claim) => {
        const { leaseUntil } = trialIn(state, claim.trial)
        const reply = await store.renew(claim)
        trialIn(state, claim.trial).leaseUntil = leaseUntil
        return reply
      },
    }),
    'report does not': (store, state) => ({
      report: async (claim, ...rest) => {
        const { leaseUntil } = trialIn(state, claim.trial)
        const reply = await store.report(claim, ...rest)
        trialIn(state, claim.trial).leaseUntil = leaseUntil
        return reply
      },
    }),
    'a lease that ran out cannot be renewed': (store, state) => {
      const reads: number[] = []
      return {
        renew: async (claim) => {
          const trial = trialIn(state, claim.trial)
          reads.push(trial.leaseUntil)
          const reply = await store.renew(claim)
          // A renewal moves the end by less than a lease, unless that lease had run out.
          return trial.leaseUntil - reads.at(-1)! > 1000 ? { status: 'stale' } : reply
        },
      }
    },
  },
  "after another's claim, every write of the older claim is `stale` and changes nothing": {
    'renew is let through': (store, state) => ({
      renew: (claim) => store.renew({ ...claim, ...lastClaim(state, claim.trial) }),
    }),
    'report is let through': (store, state) => ({
      report: (claim, ...rest) => store.report({ ...claim, ...lastClaim(state, claim.trial) }, ...rest),
    }),
    'release is let through': (store, state) => ({
      release: (claim, failure) => store.release({ ...claim, ...lastClaim(state, claim.trial) }, failure),
    }),
    'finish is let through': (store, state) => ({
      finish: (claim, end) => store.finish({ ...claim, ...lastClaim(state, claim.trial) }, end),
    }),
    'the token is not looked at': (store, state) => ({
      renew: (claim) => store.renew({ ...claim, token: trialIn(state, claim.trial).token ?? '' }),
    }),
    'the attempt is not looked at': (store, state) => ({
      renew: (claim) => store.renew({ ...claim, attempt: trialIn(state, claim.trial).record.claims }),
    }),
    'a stale write is refused but extends the lease': (store, state) => ({
      renew: async (claim) => {
        const reply = await store.renew(claim)
        if (reply.status === 'stale') trialIn(state, claim.trial).leaseUntil += 1000
        return reply
      },
    }),
  },
  'an ended trial cannot be claimed': {
    'is given out again once its lease is over': (store, state) => ({
      claim: async (id, owner) => {
        const trial = state.trials.get('mnist00000')?.get(Number(id.split('-')[1]))
        if (trial?.record.state.status === 'failed') trial.record = { ...trial.record, state: { status: 'waiting' } }
        return store.claim(id, owner)
      },
    }),
    'a trial that does not exist is held': (store) => ({
      claim: async (id, owner) => (id.endsWith('-99') ? { status: 'held' } : store.claim(id, owner)),
    }),
  },
  '`takeOver` gives every running trial of the sweep back with a setback, at once, and touches no other': {
    'does nothing': () => ({ takeOver: async () => {} }),
    'counts nothing': (store) => ({ takeOver: (sweepId, { text }) => store.takeOver(sweepId, { text }) }),
    'says nothing': (store) => ({ takeOver: (sweepId, setback) => store.takeOver(sweepId, { ...setback, text: '' }) }),
    'reopens what has ended': (store, state) => ({
      takeOver: async (sweepId, setback) => {
        await store.takeOver(sweepId, setback)
        for (const trial of state.trials.get(sweepId)!.values())
          trial.record = { ...trial.record, state: { status: 'waiting' } }
      },
    }),
    'takes all sweeps': (store, state) => ({
      takeOver: async (_sweepId, setback) => {
        for (const sweepId of state.trials.keys()) await store.takeOver(sweepId, setback)
      },
    }),
  },
}

function changed(reply: ClaimReply, changes: object): ClaimReply {
  if (reply.status !== 'claimed') return reply
  return { ...reply, claim: { ...reply.claim, record: { ...reply.claim.record, ...changes } } }
}

function lastClaim(state: Parameters<typeof trialIn>[0], id: Parameters<typeof trialIn>[1]) {
  const { record, token } = trialIn(state, id)
  return { attempt: record.claims, token: token ?? '' }
}

import { expect } from 'vitest'
import { trialId } from '../trial.ts'
import type { PortPromise } from './port-promise.ts'
import {
  accepted,
  ada,
  ben,
  claimed,
  complete,
  cyd,
  digits,
  failed,
  filled,
  mnist,
  one,
  report,
  type SweepStoreHarness,
  stale,
  timing,
  trials,
  two,
  zero,
} from './sweep-store-harness.ts'

/** The promises about who may work on a trial. */
export const leasePromises: readonly PortPromise<SweepStoreHarness>[] = [
  {
    promise: 'a waiting trial can be claimed, and its claim carries number, params, seed and earlier reports',
    async check(harness) {
      const store = await filled(harness)
      for (const [index, trial] of trials.entries()) {
        const claim = await claimed(store, trialId(mnist.id, index), ada)
        expect(claim).toMatchObject({ trial: trialId(mnist.id, index), attempt: 1, token: ada.token })
        expect(claim.record).toMatchObject({ ...trial, reports: [], epoch: 0, claims: 1 })
        expect(claim.record.state).toEqual({ status: 'running', worker: 'ada' })
      }
      const first = await claimed(store, zero, ada)
      await report(store, first, 1, { val_accuracy: 0.25 })
      await report(store, first, 2, { val_accuracy: 0.5 })
      await store.release(first)
      const { record } = await claimed(await harness.open(), zero, ben)
      expect(record.reports).toEqual([
        { epoch: 1, metrics: { val_accuracy: 0.25 }, timing, worker: 'ada' },
        { epoch: 2, metrics: { val_accuracy: 0.5 }, timing, worker: 'ada' },
      ])
      expect(record).toMatchObject({ ...trials[0], epoch: 2, claims: 2 })
    },
  },
  {
    promise: 'a trial whose lease is live is `held`; the same token claiming again gets the same claim',
    async check(harness) {
      const store = await filled(harness)
      const other = await harness.open()
      const claim = await claimed(store, zero, ada)
      expect(await other.claim(zero, ben)).toEqual({ status: 'held' })
      expect(await claimed(other, zero, ada)).toEqual(claim)
      expect(await store.trial(zero)).toMatchObject({ claims: 1, state: { worker: 'ada' } })
      const rivals = [ada, ben, cyd].map((owner, index) => [store, other][index & 1]!.claim(one, owner))
      const replies = (await Promise.all(rivals)).map(({ status }) => status)
      expect(replies.toSorted()).toEqual(['claimed', 'held', 'held'])
    },
  },
  {
    promise: 'a trial whose lease has run out can be claimed by another, with the next attempt number',
    async check(harness) {
      const store = await filled(harness)
      await claimed(store, zero, ada)
      await harness.elapse(harness.leaseMs * 1.2)
      const claim = await claimed(store, zero, ben)
      expect(claim).toMatchObject({ attempt: 2, token: ben.token, record: { claims: 2, failures: 0 } })
      expect(await store.claim(zero, ada)).toEqual({ status: 'held' })
      expect(await store.trial(zero)).toMatchObject({ claims: 2, state: { status: 'running', worker: 'ben' } })
    },
  },
  {
    promise: '`renew` and `report` extend the lease',
    async check(harness) {
      const store = await filled(harness)
      const [renewed, reported] = [await claimed(store, zero, ada), await claimed(store, one, ada)]
      await claimed(store, two, ada)
      await harness.elapse(harness.leaseMs * 0.6)
      expect(await store.renew(renewed)).toEqual(accepted)
      await report(store, reported, 1, { val_accuracy: 0.5 })
      await harness.elapse(harness.leaseMs * 0.6)
      expect(await store.claim(zero, ben)).toEqual({ status: 'held' })
      expect(await store.claim(one, ben)).toEqual({ status: 'held' })
      expect(await store.claim(two, ben)).toMatchObject({ status: 'claimed' })
      // Nobody else came: the claim is still the trial's last one.
      await harness.elapse(harness.leaseMs * 1.2)
      expect(await store.renew(renewed)).toEqual(accepted)
      expect(await store.claim(zero, ben)).toEqual({ status: 'held' })
    },
  },
  {
    promise: "after another's claim, every write of the older claim is `stale` and changes nothing",
    async check(harness) {
      const store = await filled(harness)
      const old = await claimed(store, zero, ada)
      await report(store, old, 1, { val_accuracy: 0.5 })
      await harness.elapse(harness.leaseMs * 1.2)
      const claim = await claimed(store, zero, ben)
      const before = await store.trial(zero)
      await harness.elapse(harness.leaseMs * 0.6)
      // A rolled back store may give a number again: the token has to match as well.
      for (const older of [old, { ...claim, token: ada.token }, { ...old, token: ben.token }]) {
        expect(await store.renew(older)).toEqual(stale)
        expect(await report(store, older, 2, { val_accuracy: 0.75 })).toEqual(stale)
        expect(await report(store, older, 1, { val_accuracy: 0.5 })).toEqual(stale)
        expect(await store.release(older, { text: 'late', failures: 1 })).toEqual(stale)
        expect(await store.finish(older, failed)).toEqual(stale)
      }
      expect(await store.trial(zero)).toEqual(before)
      await harness.elapse(harness.leaseMs * 0.6)
      expect(await store.claim(zero, cyd)).toMatchObject({ status: 'claimed' })
    },
  },
  {
    promise: 'an ended trial cannot be claimed',
    async check(harness) {
      const store = await filled(harness)
      await store.finish(await claimed(store, zero, ada), complete(0.5))
      await store.finish(await claimed(store, one, ada), failed)
      await harness.elapse(harness.leaseMs * 1.2)
      for (const owner of [ada, ben]) {
        expect(await store.claim(zero, owner)).toEqual({ status: 'ended' })
        expect(await store.claim(one, owner)).toEqual({ status: 'ended' })
        expect(await store.claim(trialId(mnist.id, 99), owner)).toEqual({ status: 'ended' })
      }
      expect(await store.trial(zero)).toMatchObject({ claims: 1, state: complete(0.5) })
    },
  },
  {
    promise: '`takeOver` gives every running trial of the sweep back with a setback, at once, and touches no other',
    async check(harness) {
      const store = await filled(harness)
      await store.addSweep(digits)
      await store.addTrials(digits.id, trials)
      const old = await claimed(store, zero, ada)
      await claimed(store, one, ada)
      await store.finish(await claimed(store, two, ada), complete(1))
      const elsewhere = trialId(digits.id, 0)
      await claimed(store, elsewhere, ada)
      await store.takeOver(mnist.id, { text: 'killed', crashes: 1 })
      const back = { state: { status: 'waiting' }, crashes: 1, failures: 0, setback: 'killed', claims: 1 }
      expect(await store.trial(zero)).toMatchObject(back)
      expect((await store.summaries(mnist.id))[1]).toMatchObject(back)
      expect(await store.trial(two)).toMatchObject({ state: complete(1), crashes: 0 })
      expect(await store.claim(two, ben)).toEqual({ status: 'ended' })
      expect(await claimed(store, zero, ben)).toMatchObject({ attempt: 2 })
      expect(await claimed(store, one, ben)).toMatchObject({ attempt: 2 })
      expect(await store.renew(old)).toEqual(stale)
      expect(await store.claim(zero, cyd)).toEqual({ status: 'held' })
      expect(await store.claim(elsewhere, ben)).toEqual({ status: 'held' })
    },
  },
]

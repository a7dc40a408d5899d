import { expect } from 'vitest'
import type { PortPromise } from './port-promise.ts'
import type { SweepStore } from './sweep-store.ts'
import {
  accepted,
  ada,
  ben,
  claimed,
  complete,
  digits,
  filled,
  mnist,
  one,
  report,
  type SweepStoreHarness,
  sweep,
  trials,
  two,
  zero,
} from './sweep-store-harness.ts'

const cancelled = { status: 'accepted', isCancelled: true } as const

async function statuses(store: SweepStore, sweepId = mnist.id): Promise<string[]> {
  return (await store.summaries(sweepId)).map(({ state }) => state.status)
}

/** The promises about what a person says of a whole sweep. */
export const controlPromises: readonly PortPromise<SweepStoreHarness>[] = [
  {
    promise: 'a paused sweep hands out no trial that waits, its running ones go on, and no other sweep is touched',
    async check(harness) {
      const [store, other] = [await filled(harness), await harness.open()]
      await store.addSweep(digits)
      await store.addTrials(digits.id, trials)
      const running = await claimed(store, zero, ada)
      await other.setControl(mnist.id, 'pause')
      expect([await store.control(mnist.id), await store.control(digits.id)]).toEqual(['pause', 'run'])
      expect(await store.claim(one, ben)).toEqual({ status: 'paused' })
      expect(await store.renew(running)).toEqual(accepted)
      expect(await report(store, running, 1, { val_accuracy: 0.5 })).toEqual(accepted)
      expect(await store.claim(zero, ben)).toEqual({ status: 'held' })
      expect(await store.claim(zero, ada)).toMatchObject({ status: 'claimed', claim: { attempt: 1 } })
      expect(await statuses(store)).toEqual(['running', 'waiting', 'waiting'])
      expect(await store.finish(running, complete(0.5))).toEqual(accepted)
      expect(await store.claim(`${digits.id}-0` as typeof zero, ben)).toMatchObject({ status: 'claimed' })
      await store.setControl(mnist.id, 'run')
      await claimed(other, one, ben)
      await expect(store.setControl('nowhere000', 'pause')).rejects.toMatchObject({ code: 'SWEEP_UNKNOWN' })
      expect(await store.control('nowhere000')).toBe('run')
    },
  },
  {
    promise:
      'under `stop` the waiting trials are cancelled and the running ones end; under `run` they wait again with all they had',
    async check(harness) {
      const store = await filled(harness)
      const begun = await claimed(store, zero, ada)
      await report(store, begun, 1, { val_accuracy: 0.5 })
      await store.release(begun, { text: 'once', failures: 1 })
      const running = await claimed(store, one, ben)
      const before = await store.trial(zero)
      await store.setControl(mnist.id, 'stop')
      expect(await statuses(store)).toEqual(['cancelled', 'running', 'cancelled'])
      expect((await store.trial(zero))?.state).toEqual({ status: 'cancelled' })
      expect(await store.claim(zero, ben)).toEqual({ status: 'ended' })
      await store.addTrials(mnist.id, [{ number: 3, params: {}, seed: 3 }])
      expect(await store.renew(running)).toEqual(accepted)
      expect(await report(store, running, 1, { val_accuracy: 0.25 })).toEqual(accepted)
      expect(await store.finish(running, complete(0.25))).toEqual(accepted)
      expect(await statuses(store)).toEqual(['cancelled', 'complete', 'cancelled', 'cancelled'])
      await store.setControl(mnist.id, 'stop')
      await store.setControl(mnist.id, 'run')
      expect(await statuses(store)).toEqual(['waiting', 'complete', 'waiting', 'waiting'])
      expect(await store.trial(zero)).toEqual(before)
      expect(await claimed(store, zero, ada)).toMatchObject({ attempt: 2, record: { epoch: 1, failures: 1 } })
    },
  },
  {
    promise: 'under `cancel` the replies of `renew` and `report` say so, and what is released is cancelled',
    async check(harness) {
      const [store, other] = [await filled(harness), await harness.open()]
      const [first, second] = [await claimed(store, zero, ada), await claimed(store, one, ben)]
      await report(store, first, 1, { val_accuracy: 0.5 })
      await other.setControl(mnist.id, 'cancel')
      expect(await store.renew(first)).toEqual(cancelled)
      expect(await report(store, first, 2, { val_accuracy: 0.75 })).toEqual(cancelled)
      expect(await report(store, first, 2, { val_accuracy: 0.75 })).toEqual(cancelled)
      expect(await report(store, first, 2, { val_accuracy: 0.5 })).toMatchObject({ status: 'mismatch' })
      expect(await store.release(first)).toEqual(accepted)
      expect(await store.finish(second, complete(1))).toEqual(accepted)
      expect(await statuses(other)).toEqual(['cancelled', 'complete', 'cancelled'])
      expect(await store.renew(first)).toEqual({ status: 'stale' })
      await other.setControl(mnist.id, 'run')
      expect(await statuses(store)).toEqual(['waiting', 'complete', 'waiting'])
      expect((await store.trial(zero))?.reports).toHaveLength(2)
    },
  },
  {
    promise: 'under `stop` and `cancel` a trial whose lease has run out is cancelled when it is next claimed',
    async check(harness) {
      const store = await filled(harness)
      const dead = await claimed(store, zero, ada)
      await store.setControl(mnist.id, 'stop')
      expect(await store.claim(zero, ben)).toEqual({ status: 'held' })
      await harness.elapse(harness.leaseMs + 1)
      expect(await store.claim(zero, ben)).toEqual({ status: 'ended' })
      expect(await statuses(store)).toEqual(['cancelled', 'cancelled', 'cancelled'])
      expect(await report(store, dead, 1, { val_accuracy: 0.5 })).toEqual({ status: 'stale' })
      expect(await store.finish(dead, complete(1))).toEqual({ status: 'stale' })
      await store.setControl(mnist.id, 'run')
      expect(await claimed(store, zero, ben)).toMatchObject({ attempt: 2 })
    },
  },
  {
    promise:
      "`removeSweep` takes a sweep away with its trials, and no other's; its name is free, and a repeat does nothing",
    async check(harness) {
      const [store, other] = [await filled(harness), await harness.open()]
      const like = sweep(`${mnist.id}-0`.slice(0, 10).replace(/.$/, 'x'), 'like')
      for (const each of [digits, like]) {
        await store.addSweep(each)
        await store.addTrials(each.id, trials)
      }
      const running = await claimed(store, zero, ada)
      await report(store, running, 1, { val_accuracy: 0.5 })
      await store.finish(await claimed(store, two, ben), complete(1))
      await store.setControl(mnist.id, 'cancel')
      await other.removeSweep(mnist.id)
      expect(await store.sweeps()).toEqual([digits, like])
      expect(await store.sweepNamed('mnist')).toBeUndefined()
      expect(await store.sweep(mnist.id)).toBeUndefined()
      expect(await store.summaries(mnist.id)).toEqual([])
      expect(await store.trial(zero)).toBeUndefined()
      expect(await store.claim(one, ben)).toEqual({ status: 'ended' })
      expect(await store.renew(running)).toEqual({ status: 'stale' })
      await expect(store.removeSweep(mnist.id)).resolves.toBeUndefined()
      for (const each of [digits, like]) expect(await statuses(store, each.id)).toEqual(Array(3).fill('waiting'))
      expect(await store.addSweep(mnist)).toEqual(mnist)
      await store.addTrials(mnist.id, trials)
      expect(await store.trial(zero)).toMatchObject({ state: { status: 'waiting' }, claims: 0, reports: [] })
      expect(await store.control(mnist.id)).toBe('run')
    },
  },
]

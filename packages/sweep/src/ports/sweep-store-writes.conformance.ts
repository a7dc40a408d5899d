import { expect } from 'vitest'
import { trialId } from '../trial.ts'
import type { PortPromise } from './port-promise.ts'
import {
  accepted,
  ada,
  ben,
  claimed,
  complete,
  failed,
  filled,
  mnist,
  one,
  report,
  type SweepStoreHarness,
  stale,
  timing,
  two,
  zero,
} from './sweep-store-harness.ts'

/** Finite float64 values that text and Lua are known to spoil: 1/3 in 14 digits, -0, denormals, the largest. */
const hard = [1 / 3, 0.1 + 0.2, -0, 0, 5e-324, 2.2250738585072014e-308, Number.MAX_VALUE, 2 ** 53 + 2, -1e21, 1e-7]

/** The promises about reports and about how trials end and begin again. */
export const writePromises: readonly PortPromise<SweepStoreHarness>[] = [
  {
    promise:
      '`report` keeps the first value of an epoch; the same values again are accepted, others are a `mismatch` that changes nothing',
    async check(harness) {
      const store = await filled(harness)
      const first = { val_accuracy: 0.5, val_loss: 0.1 }
      await report(store, await claimed(store, zero, ada), 1, first)
      await harness.elapse(harness.leaseMs * 1.2)
      const claim = await claimed(store, zero, ben)
      const before = await store.trial(zero)
      expect(await report(store, claim, 1, first)).toEqual(accepted)
      expect(await report(store, claim, 1, { val_loss: 0.1, val_accuracy: 0.5 })).toEqual(accepted)
      for (const other of [
        { ...first, val_loss: 0.1 + Number.EPSILON },
        { val_accuracy: 0.5 },
        { ...first, extra: 1 },
      ]) {
        const reply = await report(store, claim, 1, other)
        expect(reply).toEqual({ status: 'mismatch', first, firstWorker: 'ada' })
      }
      expect(await store.trial(zero)).toEqual(before)
      expect(await report(store, claim, 2, { val_accuracy: 0.75 })).toEqual(accepted)
      const record = await store.trial(zero)
      expect(record!.reports.map(({ epoch, worker }) => [epoch, worker])).toEqual([
        [1, 'ada'],
        [2, 'ben'],
      ])
      expect(record).toMatchObject({ epoch: 2, best: { epoch: 2, score: 0.75 } })
    },
  },
  {
    promise: 'metrics come back with every bit',
    async check(harness) {
      const store = await filled(harness)
      const claim = await claimed(store, zero, ada)
      const metrics = Object.fromEntries(hard.map((value, index) => [`m${index}`, value]))
      expect(await report(store, claim, 1, metrics)).toEqual(accepted)
      expect(await report(store, claim, 1, metrics)).toEqual(accepted)
      // toEqual is told +0 from -0 by Object.is.
      expect((await store.trial(zero))!.reports).toEqual([{ epoch: 1, metrics, timing, worker: 'ada' }])
      expect(await report(store, claim, 1, { ...metrics, m2: 0 })).toMatchObject({ status: 'mismatch', first: metrics })
      for (const [index, score] of hard.entries()) {
        await store.report(claim, { epoch: 2 + index, metrics }, { timing, best: { epoch: 1, score, metrics } })
        expect((await store.summaries(mnist.id))[0]!.best).toEqual({ epoch: 1, score, metrics })
      }
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        await expect(report(store, claim, 99, { value })).rejects.toMatchObject({ code: 'NUMBER_NOT_FINITE' })
      }
      expect(await store.trial(zero)).toMatchObject({ epoch: 1 + hard.length })
    },
  },
  {
    promise:
      '`release` makes the trial waiting at once, keeps its reports, and counts what a setback says, with its text',
    async check(harness) {
      const store = await filled(harness)
      const first = await claimed(store, zero, ada)
      await report(store, first, 1, { val_accuracy: 0.5 })
      expect(await store.release(first)).toEqual(accepted)
      expect(await store.release(first)).toEqual(accepted)
      const released = await store.trial(zero)
      expect(released).toMatchObject({ state: { status: 'waiting' }, failures: 0, crashes: 0, claims: 1, epoch: 1 })
      expect(released).not.toHaveProperty('setback')
      expect(released!.reports).toHaveLength(1)
      expect(await store.renew(first)).toEqual(stale)
      const second = await claimed(store, zero, ben)
      expect(second).toMatchObject({ attempt: 2, record: { reports: released!.reports } })
      expect(await store.release(first, { text: 'late', failures: 1 })).toEqual(stale)
      const setback = { text: 'out of "memory"\n', failures: 1, crashes: 2 }
      expect(await store.release(second, setback)).toEqual(accepted)
      expect(await store.release(second, setback)).toEqual(accepted)
      const counted = { state: { status: 'waiting' }, failures: 1, crashes: 2, setback: setback.text, claims: 2 }
      expect(await store.trial(zero)).toMatchObject(counted)
      await store.release(await claimed(store, zero, ada), { text: '', failures: 1 })
      expect(await store.trial(zero)).toMatchObject({ failures: 2, crashes: 2, setback: '', claims: 3 })
      await store.release(await claimed(store, zero, ada))
      expect(await store.trial(zero)).toMatchObject({ failures: 2, crashes: 2, setback: '', claims: 4 })
    },
  },
  {
    promise: 'crashes are counted from the last epoch that was new when it was reported',
    async check(harness) {
      const store = await filled(harness)
      const crash = { text: 'signal SIGABRT', crashes: 1 }
      await store.release(await claimed(store, zero, ada), crash)
      const second = await claimed(store, zero, ada)
      expect(second.record).toMatchObject({ crashes: 1, setback: crash.text })
      await report(store, second, 1, { val_accuracy: 0.5 })
      await store.release(second, crash)
      const third = await claimed(store, zero, ben)
      await report(store, third, 1, { val_accuracy: 0.5 })
      await store.release(third, crash)
      expect(await store.trial(zero)).toMatchObject({ crashes: 2, failures: 0, epoch: 1 })
      await report(store, await claimed(store, zero, ben), 2, { val_accuracy: 0.5 })
      expect((await store.summaries(mnist.id))[0]).toMatchObject({ crashes: 0, setback: crash.text, claims: 4 })
    },
  },
  {
    promise: '`finish` ends the trial once: a repeat by its owner is accepted, any other is stale, the first end stays',
    async check(harness) {
      const store = await filled(harness)
      const [claim, fails] = [await claimed(store, zero, ada), await claimed(store, one, ada)]
      expect(await store.finish(claim, complete(0.25))).toEqual(accepted)
      expect(await store.finish(fails, failed)).toEqual(accepted)
      expect(await store.finish(claim, complete(0.25))).toEqual(accepted)
      expect(await store.finish(claim, failed)).toEqual(accepted)
      for (const other of [
        { ...claim, token: ben.token },
        { ...claim, attempt: 2 },
        { ...claim, trial: two },
      ]) {
        expect(await store.finish(other, complete(1))).toEqual(stale)
      }
      expect(await store.renew(claim)).toEqual(stale)
      expect(await report(store, claim, 2, { val_accuracy: 1 })).toEqual(stale)
      expect(await store.release(claim)).toEqual(stale)
      const best = (complete(0.25) as { best: unknown }).best
      expect(await store.trial(zero)).toMatchObject({ state: complete(0.25), best, reports: [] })
      expect((await store.trial(one))!.state).toEqual(failed)
      expect((await store.trial(two))!.state).toEqual({ status: 'waiting' })
    },
  },
  {
    promise:
      '`reopen` makes an ended trial waiting under the next generation, keeps its reports and forgets failures, crashes and setback; on any other it does nothing',
    async check(harness) {
      const store = await filled(harness)
      await store.release(await claimed(store, zero, ben), { text: 'bad', failures: 1, crashes: 1 })
      const claim = await claimed(store, zero, ada)
      await report(store, claim, 1, { val_accuracy: 0.5 })
      await store.finish(claim, complete(0.5))
      await claimed(store, one, ada)
      const running = await store.trial(one)
      const waiting = await store.trial(two)
      for (const id of [zero, one, two, trialId(mnist.id, 99)]) await store.reopen(id)
      await store.reopen(zero)
      const reopened = await store.trial(zero)
      const anew = { state: { status: 'waiting' }, failures: 0, crashes: 0 }
      expect(reopened).toMatchObject({ ...anew, generation: 1, claims: 2, epoch: 1 })
      expect(reopened).not.toHaveProperty('setback')
      expect(reopened!.reports).toHaveLength(1)
      expect(await store.finish(claim, complete(0.5))).toEqual(stale)
      expect(await store.release(claim)).toEqual(stale)
      expect(await claimed(store, zero, ben)).toMatchObject({ attempt: 3, record: { reports: reopened!.reports } })
      expect(await store.trial(one)).toEqual(running)
      expect(await store.trial(two)).toEqual(waiting)
    },
  },
  {
    promise: '`raiseGeneration` counts once however many callers name the same generation',
    async check(harness) {
      const store = await filled(harness)
      const other = await harness.open()
      const callers = [store, other, store, other].map((each) => each.raiseGeneration(zero, 0))
      expect(await Promise.all(callers)).toEqual([1, 1, 1, 1])
      expect(await other.raiseGeneration(zero, 1)).toBe(2)
      expect(await store.raiseGeneration(zero, 0)).toBe(2)
      expect(await store.trial(zero)).toMatchObject({ generation: 2, state: { status: 'waiting' } })
      expect(await store.trial(one)).toMatchObject({ generation: 0 })
      await expect(store.raiseGeneration(trialId(mnist.id, 99), 0)).rejects.toMatchObject({ code: 'TRIAL_UNKNOWN' })
    },
  },
]

import { expect } from 'vitest'
import { trialId } from '../trial.ts'
import type { PortPromise } from './port-promise.ts'
import {
  ada,
  ben,
  claimed,
  complete,
  digits,
  failed,
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

/** The promises about sweeps and lists of trials. */
export const sweepPromises: readonly PortPromise<SweepStoreHarness>[] = [
  {
    promise: 'the first sweep of a name wins: `addSweep` with a taken name returns the stored one and changes nothing',
    async check(harness) {
      const [store, other] = [await harness.open(), await harness.open()]
      const late = { ...sweep('late000000', 'mnist'), numerics: 'c'.repeat(64), createdAt: 1 }
      expect(await store.addSweep(mnist)).toEqual(mnist)
      expect(await other.addSweep(late)).toEqual(mnist)
      expect(await store.addSweep(digits)).toEqual(digits)
      expect(await other.sweepNamed('mnist')).toEqual(mnist)
      expect(await other.sweep(mnist.id)).toEqual(mnist)
      expect(await store.sweep(late.id)).toBeUndefined()
      expect(await store.sweepNamed('cifar')).toBeUndefined()
      expect(await other.sweeps()).toEqual([mnist, digits])
      const rivals = ['rival00000', 'rival00001', 'rival00002'].map((id) => sweep(id, 'rivals'))
      const stored = await Promise.all(rivals.map((each, index) => [store, other][index & 1]!.addSweep(each)))
      expect(new Set(stored.map(({ id }) => id)).size).toBe(1)
    },
  },
  {
    promise: '`rename` moves a sweep to a free name and keeps its trials',
    async check(harness) {
      const store = await filled(harness)
      await store.addSweep(digits)
      await store.rename(mnist.id, 'mnist~1')
      const renamed = { ...mnist, name: 'mnist~1' }
      expect(await store.sweepNamed('mnist')).toBeUndefined()
      expect(await store.sweepNamed('mnist~1')).toEqual(renamed)
      expect(await store.sweep(mnist.id)).toEqual(renamed)
      expect(await store.sweeps()).toEqual([renamed, digits])
      expect((await store.summaries(mnist.id)).map(({ number }) => number)).toEqual([0, 1, 2])
      await expect(store.rename(digits.id, 'mnist~1')).rejects.toMatchObject({ code: 'SWEEP_NAME_TAKEN' })
      await expect(store.rename('nowhere000', 'new')).rejects.toMatchObject({ code: 'SWEEP_UNKNOWN' })
      expect(await store.sweepNamed('digits')).toEqual(digits)
      const fresh = sweep('fresh00000', 'mnist')
      expect(await store.addSweep(fresh)).toEqual(fresh)
      expect(await store.sweeps()).toEqual([renamed, digits, fresh])
    },
  },
  {
    promise:
      '`checkpointPlace` is what was last set of the sweep, until that is removed, and none of a sweep that is not there',
    async check(harness) {
      const [store, other] = [await filled(harness), await harness.open()]
      await store.addSweep(digits)
      expect(await store.checkpointPlace(mnist.id)).toBeUndefined()
      await store.setCheckpointPlace(mnist.id, '/mnt/old')
      await other.setCheckpointPlace(mnist.id, 's3://sweeps/a b')
      await store.rename(mnist.id, 'mnist~1')
      for (const each of [store, other]) {
        expect(await each.checkpointPlace(mnist.id)).toBe('s3://sweeps/a b')
        expect(await each.checkpointPlace(digits.id)).toBeUndefined()
      }
      expect(await store.sweep(mnist.id)).toEqual({ ...mnist, name: 'mnist~1' })
      await expect(store.setCheckpointPlace('nowhere000', '/mnt')).rejects.toMatchObject({ code: 'SWEEP_UNKNOWN' })
      expect(await store.checkpointPlace('nowhere000')).toBeUndefined()
      await store.removeSweep(mnist.id)
      expect(await other.checkpointPlace(mnist.id)).toBeUndefined()
      await store.addSweep(mnist)
      expect(await other.checkpointPlace(mnist.id)).toBeUndefined()
    },
  },
  {
    promise: 'the first trial of a number wins: `addTrials` again changes nothing',
    async check(harness) {
      const store = await filled(harness)
      const claim = await claimed(store, zero, ada)
      await report(store, claim, 1, { val_accuracy: 0.5 })
      const before = await store.trial(zero)
      const added = { number: 3, params: { momentum: 1 }, seed: 3 }
      await store.addTrials(mnist.id, [{ number: 0, params: { momentum: 7 }, seed: 7 }, added])
      expect(await store.trial(zero)).toEqual(before)
      expect(before).toMatchObject({ ...trials[0], state: { status: 'running', worker: 'ada' }, epoch: 1, claims: 1 })
      expect(await store.trial(trialId(mnist.id, 3))).toMatchObject(added)
      const refused = store.addTrials('nowhere000', trials)
      await expect(refused).rejects.toMatchObject({ code: 'SWEEP_UNKNOWN' })
      expect(await store.summaries('nowhere000')).toEqual([])
    },
  },
  {
    promise:
      '`top` has the best of the complete trials as summaries, ties by number, and says how many trials there are and how many of them are complete',
    async check(harness) {
      const store = await harness.open()
      await store.addSweep(mnist)
      // Numbers of two digits: as texts they come in another order.
      const many = Array.from({ length: 12 }, (_, number) => ({ number, params: { number }, seed: number }))
      await store.addTrials(mnist.id, many)
      const scores = [0.5, -0, 0.75, 1 / 3, 1e-300, undefined, -2, 0.75, 0, 1e300, 0.75, undefined]
      for (const [number, score] of scores.entries()) {
        const claim = await claimed(store, trialId(mnist.id, number), ada)
        await report(store, claim, 1, { val_accuracy: 7 })
        if (number !== 11) await store.finish(claim, score === undefined ? failed : complete(score))
      }
      const top = async (goal: 'maximize' | 'minimize', count: number) => {
        const { best, ...counts } = await store.top(mnist.id, { goal, count })
        const summaries = await store.summaries(mnist.id)
        expect(best).toEqual(best.map(({ number }) => summaries[number]))
        return { ...counts, numbers: best.map(({ number }) => number) }
      }
      const counts = { trials: 12, complete: 10 }
      expect(await top('maximize', 3)).toEqual({ ...counts, numbers: [9, 2, 7] })
      expect(await top('maximize', 99)).toEqual({ ...counts, numbers: [9, 2, 7, 10, 0, 3, 4, 1, 8, 6] })
      expect(await top('minimize', 2)).toEqual({ ...counts, numbers: [6, 1] })
      expect(await top('minimize', 99)).toEqual({ ...counts, numbers: [6, 1, 8, 4, 3, 0, 2, 7, 10, 9] })
      expect(await top('minimize', 0)).toEqual({ ...counts, numbers: [] })
      await store.reopen(trialId(mnist.id, 9))
      await store.advance(trialId(mnist.id, 6), { stage: 1, reports: 'drop', ended: 'keep' })
      await store.advance(trialId(mnist.id, 7), { stage: 1, reports: 'keep', ended: 'reopen' })
      const fewer = { trials: 12, complete: 8 }
      expect(await top('maximize', 3)).toEqual({ ...fewer, numbers: [2, 10, 0] })
      expect(await top('minimize', 1)).toEqual({ ...fewer, numbers: [6] })
      await store.finish(await claimed(store, trialId(mnist.id, 9), ben), complete(-3))
      expect(await top('minimize', 2)).toEqual({ trials: 12, complete: 9, numbers: [9, 6] })
      const none = { trials: 0, complete: 0, best: [] }
      expect(await store.top('nowhere000', { goal: 'maximize', count: 1 })).toEqual(none)
      await store.removeSweep(mnist.id)
      expect(await store.top(mnist.id, { goal: 'maximize', count: 1 })).toEqual(none)
    },
  },
  {
    promise: 'summaries come in number order and hold what `trial` holds, less the reports',
    async check(harness) {
      const store = await harness.open()
      await store.addSweep(mnist)
      await store.addSweep(digits)
      const many = Array.from({ length: 1200 }, (_, index) => ({
        number: 1199 - index,
        params: { index, rate: index / 7 },
        seed: index,
      }))
      await store.addTrials(mnist.id, many)
      await store.addTrials(digits.id, trials)
      const claim = await claimed(store, zero, ada)
      await report(store, claim, 1, { val_accuracy: 1 / 3 })
      await report(store, claim, 2, { val_accuracy: 2 / 3 })
      await claimed(store, one, ada)
      await store.release(await claimed(store, two, ada), { text: 'once', failures: 1 })
      await store.finish(claim, complete(2 / 3))
      const summaries = await store.summaries(mnist.id)
      expect(summaries.map(({ number }) => number)).toEqual(many.map((_, index) => index))
      for (const id of [zero, one, two, trialId(mnist.id, 1199)]) {
        const { reports, ...rest } = (await store.trial(id))!
        expect(summaries[rest.number]).toEqual(rest)
        expect(reports).toHaveLength(id === zero ? 2 : 0)
      }
      expect(summaries[0]).toEqual({
        ...many[1199],
        id: zero,
        state: complete(2 / 3),
        generation: 0,
        claims: 1,
        failures: 0,
        crashes: 0,
        epoch: 2,
        best: { epoch: 1, score: 2 / 3, metrics: { val_accuracy: 2 / 3 } },
      })
      expect(await store.trial(trialId(mnist.id, 1200))).toBeUndefined()
    },
  },
]

import { expect } from 'vitest'
import type { SweepSpec } from '../spec.ts'
import { type TrialId, type TrialRecord, trialId } from '../trial.ts'
import type { PortPromise } from './port-promise.ts'
import type { Advance, SweepStore } from './sweep-store.ts'
import {
  accepted,
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
  stale,
  trials,
  two,
  zero,
} from './sweep-store-harness.ts'

const three = trialId(mnist.id, 3)
const further: Advance = { stage: 1, reports: 'keep', ended: 'reopen' }
const anew: Advance = { stage: 1, reports: 'drop', ended: 'reopen' }

/** A store in which trial 0 is complete and 1 has failed, each with a report and a setback; 2 runs, 3 waits. */
async function busy(harness: SweepStoreHarness) {
  const store = await filled(harness)
  await store.addTrials(mnist.id, [{ number: 3, params: {}, seed: 3 }])
  await store.release(await claimed(store, zero, ben), { text: 'bad', failures: 1, crashes: 1 })
  const [ended, broken, running] = [
    await claimed(store, zero, ada),
    await claimed(store, one, ada),
    await claimed(store, two, ben),
  ]
  for (const claim of [ended, broken, running]) await report(store, claim, 1, { val_accuracy: 0.5 })
  await store.finish(ended, complete(0.5))
  await store.finish(broken, failed)
  return { store, ended, running }
}

async function record(store: SweepStore, id: TrialId): Promise<TrialRecord> {
  return (await store.trial(id))!
}

/** The promises about a sweep that is extended. */
export const extensionPromises: readonly PortPromise<SweepStoreHarness>[] = [
  {
    promise:
      '`replaceSpec` puts a spec in the place of the one that the caller has read, and returns what is stored; where another is stored it changes nothing',
    async check(harness) {
      const [store, other] = [await filled(harness), await harness.open()]
      await store.addSweep(digits)
      const [wide, late]: SweepSpec[] = [2, 3].map((replicates) => ({ ...mnist.spec, replicates }))
      const extended = { ...mnist, spec: wide! }
      const read = (await other.sweep(mnist.id))!.spec
      expect(await store.replaceSpec(mnist.id, read, wide!)).toEqual(extended)
      expect(await other.replaceSpec(mnist.id, read, wide!)).toEqual(extended)
      expect(await other.replaceSpec(mnist.id, read, late!)).toEqual(extended)
      expect(await other.sweepNamed('mnist')).toEqual(extended)
      expect(await other.sweeps()).toEqual([extended, digits])
      expect(await store.summaries(mnist.id)).toHaveLength(3)
      const rivals = [4, 5, 6].map((replicates) => ({ ...mnist.spec, replicates }))
      const replies = rivals.map((spec, index) => [store, other][index & 1]!.replaceSpec(mnist.id, wide!, spec))
      expect(new Set((await Promise.all(replies)).map(({ spec }) => spec.replicates)).size).toBe(1)
      await store.rename(mnist.id, 'mnist~1')
      expect(await store.replaceSpec(mnist.id, wide!, wide!)).toMatchObject({ name: 'mnist~1' })
      await expect(store.replaceSpec('nowhere000', wide!, wide!)).rejects.toMatchObject({ code: 'SWEEP_UNKNOWN' })
    },
  },
  {
    promise:
      '`advance` brings a trial of an earlier stage to this one, as `reopen` does and whoever runs it; one that has ended may stay so, reports are kept or dropped, and a trial of this stage or a later one is left alone',
    async check(harness) {
      await endedAdvance(harness)
      await openAdvance(await harness.open())
    },
  },
]

async function endedAdvance(harness: SweepStoreHarness): Promise<void> {
  const { store, ended } = await busy(harness)
  const [first, second] = [await record(store, zero), await record(store, one)]
  await store.advance(zero, further)
  const { state: _state, setback: _setback, ...kept } = first
  const waiting = { ...kept, state: { status: 'waiting' }, generation: 1, failures: 0, crashes: 0, stage: 1 }
  expect(await record(store, zero)).toEqual(waiting)
  for (const again of [further, anew, { ...anew, stage: 0 }]) await store.advance(zero, again)
  expect(await record(store, zero)).toEqual(waiting)
  expect(await store.finish(ended, complete(1))).toEqual(stale)
  expect(await store.release(ended)).toEqual(stale)
  await store.advance(one, { stage: 2, reports: 'keep', ended: 'keep' })
  expect(await record(store, one)).toEqual({ ...second, stage: 2 })
  await store.advance(one, { stage: 3, reports: 'drop', ended: 'keep' })
  const { best: _best, ...empty } = second
  expect(await record(store, one)).toEqual({ ...empty, stage: 3, epoch: 0, reports: [] })
  await store.reopen(one)
  expect(await record(store, one)).toMatchObject({ stage: 3, state: { status: 'waiting' }, generation: 1 })
  await store.advance(trialId(mnist.id, 99), anew)
  expect(await store.summaries(mnist.id)).toHaveLength(4)
}

/** Of trials that run, wait, or are added at a stage; the store is as `endedAdvance` left it. */
async function openAdvance(store: SweepStore): Promise<void> {
  const { claims } = await record(store, two)
  expect(claims).toBe(1)
  const running = { trial: two, attempt: 1, token: ben.token }
  expect(await store.renew(running)).toEqual(accepted)
  await store.advance(two, anew)
  expect(await store.renew(running)).toEqual(stale)
  expect(await store.release(running)).toEqual(stale)
  const dropped = await record(store, two)
  expect(dropped).toMatchObject({
    ...trials[2],
    state: { status: 'waiting' },
    stage: 1,
    epoch: 0,
    reports: [],
    claims: 1,
  })
  expect(dropped).not.toHaveProperty('best')
  const next = await claimed(store, two, ada)
  expect(next).toMatchObject({ attempt: 2, record: { stage: 1, reports: [] } })
  expect(await report(store, next, 1, { val_accuracy: 0.75 })).toEqual(accepted)
  await store.advance(three, { ...further, ended: 'keep' })
  expect(await record(store, three)).toMatchObject({ state: { status: 'waiting' }, stage: 1 })
  await store.addTrials(mnist.id, [{ number: 4, params: {}, seed: 4, stage: 2 }])
  await store.advance(trialId(mnist.id, 4), { ...anew, stage: 2 })
  expect(await record(store, trialId(mnist.id, 4))).toMatchObject({ stage: 2, generation: 0 })
  const summaries = await store.summaries(mnist.id)
  expect(summaries.map(({ stage }) => stage)).toEqual([1, 3, 1, 1, 2])
  expect(summaries[2]).toMatchObject({ epoch: 1, best: { score: 0.75 } })
}

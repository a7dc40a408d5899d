import { expect } from 'vitest'
import { type PastTrial, type TrialRecord, trialId } from '../trial.ts'
import type { PortPromise } from './port-promise.ts'
import {
  accepted,
  ada,
  ben,
  claimed,
  complete,
  digits,
  failed,
  mnist,
  report,
  type SweepStoreHarness,
} from './sweep-store-harness.ts'

const reports = (...losses: number[]) =>
  losses.map((loss, index) => ({
    epoch: index + 1,
    metrics: { val_accuracy: loss, tiny: -0, third: 1 / 3 },
    timing: { seconds: 0.1 + index, samplesPerSecond: 1e3 / 3 },
    worker: index === 0 ? 'ada' : 'ben',
  }))

const trial = (number: number, rest: Partial<PastTrial>): PastTrial => ({
  number,
  params: { learning_rate: 0.1 + number / 3, name: 'ü "x"' },
  seed: 2 ** 40 + number,
  state: { status: 'waiting' },
  generation: 0,
  claims: 0,
  failures: 0,
  crashes: 0,
  epoch: 0,
  reports: [],
  ...rest,
})

const [end, half] = [complete(0.75), complete(0.5)].map((each) => each as Extract<typeof each, { best: unknown }>)
const past: readonly PastTrial[] = [
  trial(0, { state: end!, claims: 2, epoch: 2, best: end!.best, reports: reports(0.5, 0.75), stage: 1 }),
  trial(1, { state: failed, claims: 4, failures: 3, setback: 'it failed: 100 %', epoch: 1, reports: reports(0.25) }),
  trial(2, { generation: 5, claims: 3, crashes: 2, epoch: 1, best: half!.best, reports: reports(0.5) }),
  trial(3, {}),
]

const stored = (all: readonly PastTrial[]): TrialRecord[] =>
  all.map((each) => ({ ...each, id: trialId(mnist.id, each.number) }))

function withoutReports(record: TrialRecord): Omit<TrialRecord, 'reports'> {
  const { reports: curve, ...summary } = record
  return curve.length === 0 ? summary : { ...summary }
}

export const importPromises: readonly PortPromise<SweepStoreHarness>[] = [
  {
    promise:
      '`importTrials` puts trials in with all that became of them elsewhere; one that was claimed or has ended here stays as it is',
    async check(harness) {
      const [store, other] = [await harness.open(), await harness.open()]
      await store.addSweep(mnist)
      await store.addSweep(digits)
      await expect(store.importTrials('nowhere000', past)).rejects.toMatchObject({ code: 'SWEEP_UNKNOWN' })
      const begun = trialId(mnist.id, 4)
      await store.addTrials(mnist.id, [past[0]!, { number: 4, params: {}, seed: 1 }])
      const claim = await claimed(store, begun, ben)
      await report(store, claim, 1, { val_accuracy: 0.125 })
      const mine = await store.trial(begun)
      const late = trial(4, { state: failed, claims: 9 })
      for (let times = 0; times < 2; times++) {
        await store.importTrials(mnist.id, [...past, late])
        for (const each of stored(past)) expect(await other.trial(each.id)).toEqual(each)
        expect(await other.trial(begun)).toEqual(mine)
        const summaries = await other.summaries(mnist.id)
        expect(summaries.slice(0, 4)).toEqual(stored(past).map(withoutReports))
        const top = { trials: 5, complete: 1, best: [summaries[0]] }
        expect(await other.top(mnist.id, { goal: 'minimize', count: 3 })).toEqual(top)
        expect(await store.summaries(digits.id)).toEqual([])
      }
      expect(await report(store, claim, 2, { val_accuracy: 0.5 })).toEqual(accepted)
      const again = await claimed(store, trialId(mnist.id, 2), ada)
      expect(again).toMatchObject({ attempt: 4, record: { epoch: 1, crashes: 2, generation: 5 } })
      await store.importTrials(mnist.id, past)
      expect(await report(store, again, 2, { val_accuracy: 0.5 })).toEqual(accepted)
      expect(await store.claim(trialId(mnist.id, 0), ada)).toEqual({ status: 'ended' })
      await store.reopen(trialId(mnist.id, 0))
      expect(await store.trial(trialId(mnist.id, 0))).toMatchObject({ generation: 1, state: { status: 'waiting' } })
    },
  },
]

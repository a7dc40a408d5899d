import {
  checkpointStorePromises,
  keeps,
  type PortPromise,
  sweepStorePromises,
  trialQueuePromises,
} from '@hypersweep/sweep/conformance'
import { describe, expect, test } from 'vitest'
import type { Broken } from './broken.ts'
import { brokenCheckpointStores } from './broken-checkpoint-stores.ts'
import { brokenSweepStores } from './broken-sweep-stores.ts'
import { brokenTrialQueues } from './broken-trial-queues.ts'

catches('SweepStore', sweepStorePromises, brokenSweepStores)
catches('TrialQueue', trialQueuePromises, brokenTrialQueues)
catches('CheckpointStore', checkpointStorePromises, brokenCheckpointStores)

/** A break counts as caught by a broken expectation alone: an adapter that merely crashes would prove nothing. */
function catches<Harness extends AsyncDisposable>(
  port: string,
  promises: readonly PortPromise<Harness>[],
  breaks: readonly Broken<Harness>[],
): void {
  describe(`${port}`, () => {
    test('has a broken adapter for each of its promises', () => {
      const broken = new Set(breaks.map(({ promise }) => promise))
      expect([...broken].toSorted()).toEqual(promises.map(({ promise }) => promise).toSorted())
    })
    for (const { promise, how, harness } of breaks) {
      test(`finds out an adapter that breaks "${promise}": ${how}`, async () => {
        const { check } = promises.find((each) => each.promise === promise)!
        const error: unknown = await keeps(check, harness).catch((caught: unknown) => caught)
        expect(error).toMatchObject({ name: 'AssertionError' })
      })
    }
  })
}

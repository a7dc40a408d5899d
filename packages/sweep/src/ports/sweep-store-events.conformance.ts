import { expect } from 'vitest'
import { KEPT_EVENTS } from '../trial-event.ts'
import type { PortPromise } from './port-promise.ts'
import {
  accepted,
  ada,
  ben,
  claimed,
  complete,
  cyd,
  failed,
  filled,
  mnist,
  one,
  report,
  type SweepStoreHarness,
  two,
  zero,
} from './sweep-store-harness.ts'

/** The promise about what is told of a trial's past. */
export const eventPromises: readonly PortPromise<SweepStoreHarness>[] = [
  {
    promise:
      '`events` tells what happened to a trial in order, each with its time, attempt, worker and epoch, and why; the last hundred of them',
    async check(harness) {
      const [store, other] = [await filled(harness), await harness.open()]
      const without = async (id: typeof zero) => (await other.events(id)).map(({ at: _at, ...event }) => event)
      expect(await without(zero)).toEqual([])
      const first = await claimed(store, zero, ada)
      await claimed(store, zero, ada)
      expect(await store.claim(zero, ben)).toEqual({ status: 'held' })
      await report(store, first, 1, { val_accuracy: 0.5 })
      await report(store, first, 2, { val_accuracy: 0.6 })
      for (const _ of [1, 2])
        expect(await store.release(first, { text: 'the "disk"\n', failures: 1 })).toEqual(accepted)
      await claimed(store, zero, ben)
      await harness.elapse(harness.leaseMs + 1)
      const third = await claimed(store, zero, cyd)
      await store.release(first, { text: 'too late' })
      await report(store, third, 3, { val_accuracy: 0.7 })
      await store.takeOver(mnist.id, { text: 'killed', crashes: 1 })
      await store.takeOver(mnist.id, { text: 'killed', crashes: 1 })
      const fourth = await claimed(store, zero, ada)
      for (const _ of [1, 2]) await store.finish(fourth, failed)
      for (const _ of [1, 2]) await store.reopen(zero)
      await store.finish(await claimed(store, zero, ben), complete(0.7))
      expect(await without(zero)).toEqual([
        { what: 'claimed', attempt: 1, worker: 'ada', epoch: 0 },
        { what: 'given back', attempt: 1, worker: 'ada', epoch: 2, text: 'the "disk"\n' },
        { what: 'claimed', attempt: 2, worker: 'ben', epoch: 2 },
        { what: 'lost', attempt: 2, worker: 'ben', epoch: 2 },
        { what: 'claimed', attempt: 3, worker: 'cyd', epoch: 2 },
        { what: 'given back', attempt: 3, worker: 'cyd', epoch: 3, text: 'killed' },
        { what: 'claimed', attempt: 4, worker: 'ada', epoch: 3 },
        { what: 'failed', attempt: 4, worker: 'ada', epoch: 3, text: 'diverged: The loss is "NaN" at step 7.' },
        { what: 'reopened', attempt: 4, worker: 'ada', epoch: 3 },
        { what: 'claimed', attempt: 5, worker: 'ben', epoch: 3 },
        { what: 'complete', attempt: 5, worker: 'ben', epoch: 3 },
      ])
      const times = (await store.events(zero)).map(({ at }) => at)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(times[4]! - times[2]!).toBeGreaterThan(harness.leaseMs - 1000)

      for (let attempt = 1; attempt <= KEPT_EVENTS; attempt += 1) {
        await store.release(await claimed(store, one, ada), { text: String(attempt) })
      }
      const many = await without(one)
      expect(many).toHaveLength(KEPT_EVENTS)
      expect(many[0]).toEqual({ what: 'claimed', attempt: 51, worker: 'ada', epoch: 0 })
      expect(many.at(-1)).toEqual({ what: 'given back', attempt: 100, worker: 'ada', epoch: 0, text: '100' })

      const dead = await claimed(store, two, ada)
      await store.setControl(mnist.id, 'stop')
      await harness.elapse(harness.leaseMs + 1)
      expect(await store.claim(two, ben)).toEqual({ status: 'ended' })
      expect((await without(two)).map(({ what }) => what)).toEqual(['claimed', 'lost'])
      await store.release(dead)
      await store.removeSweep(mnist.id)
      expect(await without(zero)).toEqual([])
    },
  },
]

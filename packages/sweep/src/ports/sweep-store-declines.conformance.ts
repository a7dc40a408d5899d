import { expect } from 'vitest'
import { DECLINE_LEASES, type Decline, KEPT_DECLINES } from '../decline.ts'
import type { PortPromise } from './port-promise.ts'
import { digits, filled, mnist, type SweepStoreHarness } from './sweep-store-harness.ts'

const lacking = (worker: string): Decline => ({
  worker,
  reason: 'data',
  text: `There is no "größe" here, ${worker}.\n`,
})
const numbered = (place: number) => lacking(`w${String(place).padStart(3, '0')}`)

/** The promise about who leaves a sweep to others. */
export const declinePromises: readonly PortPromise<SweepStoreHarness>[] = [
  {
    promise:
      '`declines` tells which workers leave a sweep to others, by name, and why; the last hundred that said so, each by its last word, until it accepts the sweep or four leases have passed',
    async check(harness) {
      const [store, other] = [await filled(harness), await harness.open()]
      await store.addSweep(digits)
      const told = () => other.declines(mnist.id)
      expect(await told()).toEqual([])
      await store.decline(mnist.id, lacking('ben'))
      await other.decline(mnist.id, lacking('ada'))
      expect(await told()).toEqual([lacking('ada'), lacking('ben')])
      expect(await store.declines(digits.id)).toEqual([])
      const last: Decline = { worker: 'ben', reason: 'numerics', text: '' }
      await other.decline(mnist.id, last)
      expect(await told()).toEqual([lacking('ada'), last])
      for (const _ of [1, 2]) await store.accept(mnist.id, 'ada')
      expect(await told()).toEqual([last])

      await harness.elapse((harness.leaseMs * DECLINE_LEASES) / 2)
      await store.decline(mnist.id, lacking('ada'))
      expect(await told()).toEqual([lacking('ada'), last])
      await harness.elapse((harness.leaseMs * DECLINE_LEASES) / 2 + 1)
      expect(await told()).toEqual([lacking('ada')])

      const all = Array.from({ length: KEPT_DECLINES + 1 }, (_, place) => numbered(place))
      for (const each of all.toReversed()) await store.decline(mnist.id, each)
      expect(await told()).toEqual(all.slice(0, KEPT_DECLINES))

      await store.decline('nowhere000', lacking('ada'))
      expect(await store.declines('nowhere000')).toEqual([])
      await store.removeSweep(mnist.id)
      expect(await told()).toEqual([])
    },
  },
]

import { memorySweepStore } from '@hypersweep/adapters'
import type { Decline, SweepStore } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { tinySweep } from '../testing/tiny-sweep.ts'
import { declining } from './declining.ts'

async function world() {
  const said: string[] = []
  const clock = { ms: 0 }
  const written: Decline[] = []
  const kept = memorySweepStore()
  const sweep = await kept.addSweep(tinySweep())
  const store: SweepStore = {
    ...kept,
    decline: (id, decline) => {
      written.push(decline)
      return kept.decline(id, decline)
    },
  }
  const { decline, accept } = declining({ store, worker: 'ada', log: (line) => said.push(line), now: () => clock.ms })
  return { decline, accept, sweep, said, clock, written, store }
}

test('the same reason is said once in the log, and again in the store before that forgets it', async () => {
  const { decline, sweep, said, clock, written } = await world()
  for (const ms of [0, 1000, 9999, 10_000, 19_999, 20_000]) {
    clock.ms = ms
    await decline(sweep, 'data', 'no mnist here')
  }
  expect(said).toEqual(['tiny: left to others: no mnist here'])
  expect(written).toEqual(Array(3).fill({ worker: 'ada', reason: 'data', text: 'no mnist here' }))
})

test('another reason is said at once', async () => {
  const { decline, sweep, said, store } = await world()
  await decline(sweep, 'data', 'no mnist here')
  await decline(sweep, 'data', 'another mnist here')
  expect(said).toHaveLength(2)
  expect(await store.declines(sweep.id)).toMatchObject([{ text: 'another mnist here' }])
})

test('a reason of any length takes little room in the store', async () => {
  const { decline, sweep, store } = await world()
  await decline(sweep, 'data', 'x'.repeat(10_000))
  expect((await store.declines(sweep.id))[0]!.text).toHaveLength(500)
})

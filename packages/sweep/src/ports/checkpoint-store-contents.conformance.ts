import { expect } from 'vitest'
import { type TrialId, trialId } from '../trial.ts'
import type { CheckpointStoreHarness } from './checkpoint-store.conformance.ts'
import type { PortPromise } from './port-promise.ts'

const trial = trialId('a1b2c3d4e5', 7)
const neighbour = `${trial}0` as TrialId
const third = trialId('a1b2c3d4e5', 3)
const [first, second] = [
  { epoch: 1, step: 0 },
  { epoch: 2, step: 3 },
]

/** What a CheckpointStore tells of what takes room. */
export const contentsPromises: readonly PortPromise<CheckpointStoreHarness>[] = [
  {
    promise: '`trials` names every trial of which anything is kept, each once',
    async check(harness) {
      const store = await harness.open()
      expect(await store.trials()).toEqual([])
      await store.save(trial, first, Uint8Array.of(1))
      await store.save(trial, second, Uint8Array.of(2))
      await store.save(neighbour, first, Uint8Array.of(3))
      await store.setAside(neighbour, first)
      await store.saveProbabilities(third, Uint8Array.of(4))
      for (const each of [store, await harness.open()]) {
        expect((await each.trials()).toSorted()).toEqual([trial, neighbour, third].toSorted())
      }
      await store.removeTrial(trial)
      expect((await store.trials()).toSorted()).toEqual([neighbour, third].toSorted())
    },
  },
  {
    promise:
      '`contents` names all that is kept of a trial, with its bytes and what it is; `discard` takes one of these and no other',
    async check(harness) {
      const store = await harness.open()
      await store.save(trial, first, Uint8Array.of(1, 2, 3))
      await store.save(trial, second, Uint8Array.of(1, 2))
      await store.setAside(trial, second)
      await store.save(trial, second, Uint8Array.of(1))
      await store.saveProbabilities(trial, Uint8Array.of(1, 2, 3, 4))
      await store.save(neighbour, first, Uint8Array.of(1))
      const told = async () => {
        const kept = (await store.contents(trial)).toSorted((a, b) => b.bytes - a.bytes)
        for (const { ageMs } of kept) expect(Math.abs(ageMs)).toBeLessThan(60_000)
        return kept.map((file) => ({
          kind: file.kind,
          bytes: file.bytes,
          ...(file.kind === 'checkpoint' && { ref: file.ref }),
        }))
      }
      const [beside, checkpoint, aside, again] = [
        { kind: 'probabilities', bytes: 4 },
        { kind: 'checkpoint', ref: first, bytes: 3 },
        { kind: 'aside', bytes: 2 },
        { kind: 'checkpoint', ref: second, bytes: 1 },
      ]
      expect(await told()).toEqual([beside, checkpoint, aside, again])
      const nameOf = async (bytes: number) => (await store.contents(trial)).find((kept) => kept.bytes === bytes)!.name
      await store.discard(trial, await nameOf(4))
      expect(await store.loadProbabilities(trial)).toBeUndefined()
      expect(await told()).toEqual([checkpoint, aside, again])
      await store.discard(trial, await nameOf(2))
      expect(await harness.setAside(trial)).toEqual([])
      expect(await told()).toEqual([checkpoint, again])
      const name = await nameOf(3)
      await store.discard(trial, name)
      await store.discard(trial, name)
      expect(await told()).toEqual([again])
      expect(await store.list(trial)).toEqual([second])
      expect(await store.list(neighbour)).toEqual([first])
      expect(await store.contents(trialId('a1b2c3d4e5', 8))).toEqual([])
    },
  },
]

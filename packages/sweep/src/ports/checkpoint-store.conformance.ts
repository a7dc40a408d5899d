import { expect } from 'vitest'
import { type TrialId, trialId } from '../trial.ts'
import type { CheckpointRef, CheckpointStore } from './checkpoint-store.ts'
import { contentsPromises } from './checkpoint-store-contents.conformance.ts'
import { type PortPromise, testPromises } from './port-promise.ts'

/** What the suite needs of an adapter of CheckpointStore. */
export interface CheckpointStoreHarness extends AsyncDisposable {
  /** Opens the store; every call opens the same data. */
  open(): Promise<CheckpointStore>
  /** Begins a save that is cut short, as by a kill, before the bytes are in place. */
  cutShort(trial: TrialId, ref: CheckpointRef, bytes: Uint8Array): Promise<void>
  /** The bytes that were set aside for this trial, wherever the adapter keeps them. */
  setAside(trial: TrialId): Promise<Uint8Array[]>
  /** Everything that is stored, by name: what a refused call must not change. */
  contents(): Promise<readonly string[]>
}

const sweep = 'a1b2c3d4e5'
const trial = trialId(sweep, 7)
const neighbour = trialId(sweep, 70)
const first = { epoch: 1, step: 0 }
const middle = { epoch: 1, step: 12 }
const second = { epoch: 2, step: 0 }
const tenth = { epoch: 10, step: 0 }
const bytes = (...values: number[]) => Uint8Array.from(values)

export const checkpointStorePromises: readonly PortPromise<CheckpointStoreHarness>[] = [
  {
    promise:
      'what `save` stored, `load` returns, byte for byte, also through another instance, whatever becomes of the bytes given',
    async check(harness) {
      const store = await harness.open()
      const stored = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) & 255)
      const given = stored.slice()
      await store.save(trial, first, given)
      given.fill(0)
      expect(await load(store, trial, first)).toEqual(stored)
      expect(await load(await harness.open(), trial, first)).toEqual(stored)
      expect(await store.load(trial, second)).toBeUndefined()
    },
  },
  {
    promise:
      'once `save` has resolved the bytes are durable, and a save that is cut short leaves nothing that `list` shows',
    async check(harness) {
      const store = await harness.open()
      await store.save(trial, first, bytes(1, 2))
      await harness.cutShort(trial, second, bytes(3, 4))
      for (const each of [store, await harness.open()]) {
        expect(await each.list(trial)).toEqual([first])
        expect(await load(each, trial, first)).toEqual(bytes(1, 2))
        expect(await each.load(trial, second)).toBeUndefined()
      }
      await store.save(trial, second, bytes(3, 4))
      expect(await load(store, trial, second)).toEqual(bytes(3, 4))
    },
  },
  {
    promise: 'saving the same place again replaces it',
    async check(harness) {
      const store = await harness.open()
      await store.save(trial, first, bytes(1, 2, 3))
      await store.save(trial, first, bytes(9))
      expect(await load(store, trial, first)).toEqual(bytes(9))
      expect(await store.list(trial)).toEqual([first])
    },
  },
  {
    promise: '`list` is in ascending order (epoch, then step), of this trial only, empty for a trial without any',
    async check(harness) {
      const store = await harness.open()
      for (const ref of [tenth, second, middle, first]) await store.save(trial, ref, bytes(1))
      await store.save(neighbour, { epoch: 3, step: 4 }, bytes(1))
      expect(await store.list(trial)).toEqual([first, middle, second, tenth])
      expect(await store.list(trialId('a1b2c3d4e5', 8))).toEqual([])
    },
  },
  {
    promise: '`remove` takes one away and no other; removing what is not there does nothing',
    async check(harness) {
      const store = await harness.open()
      for (const ref of [first, middle, second]) await store.save(trial, ref, bytes(ref.step))
      await store.save(neighbour, middle, bytes(5))
      await store.remove(trial, middle)
      await expect(store.remove(trial, middle)).resolves.toBeUndefined()
      await expect(store.remove(trialId('a1b2c3d4e5', 8), first)).resolves.toBeUndefined()
      expect(await store.list(trial)).toEqual([first, second])
      expect(await store.load(trial, middle)).toBeUndefined()
      expect(await load(store, neighbour, middle)).toEqual(bytes(5))
    },
  },
  {
    promise: '`setAside` hides one from `list` and `load` and keeps its bytes for a person to look at',
    async check(harness) {
      const store = await harness.open()
      await store.save(trial, first, bytes(1))
      for (const damaged of [bytes(2, 2), bytes(3, 3, 3)]) {
        await store.save(trial, second, damaged)
        await store.setAside(trial, second)
        expect(await store.list(trial)).toEqual([first])
        expect(await store.load(trial, second)).toBeUndefined()
      }
      await store.setAside(trial, tenth)
      const kept = (await harness.setAside(trial)).sort((a, b) => a.length - b.length)
      expect(kept.map((each) => Uint8Array.from(each))).toEqual([bytes(2, 2), bytes(3, 3, 3)])
    },
  },
  {
    promise: '`saveProbabilities` keeps one for each trial, beside its checkpoints and after them, until the next one',
    async check(harness) {
      const store = await harness.open()
      const given = bytes(1, 2, 3)
      expect(await store.loadProbabilities(trial)).toBeUndefined()
      await store.saveProbabilities(trial, given)
      given.fill(0)
      await store.saveProbabilities(neighbour, bytes(7))
      expect(await store.list(trial)).toEqual([])
      await store.save(trial, first, bytes(4))
      await store.remove(trial, first)
      for (const each of [store, await harness.open()]) {
        expect(await probabilities(each, trial)).toEqual(bytes(1, 2, 3))
        expect(await probabilities(each, neighbour)).toEqual(bytes(7))
      }
      await store.saveProbabilities(trial, bytes(9))
      expect(await probabilities(store, trial)).toEqual(bytes(9))
    },
  },
  {
    promise: '`removeTrial` takes away all that is kept of a trial, also what was set aside, and nothing of another',
    async check(harness) {
      const store = await harness.open()
      const other = `${trial}0` as TrialId
      await store.save(other, first, bytes(7))
      await store.setAside(other, first)
      await store.save(other, second, bytes(8))
      await store.saveProbabilities(other, bytes(9))
      const before = await harness.contents()
      for (const ref of [first, second, tenth]) await store.save(trial, ref, bytes(1, 2))
      await store.setAside(trial, second)
      await store.saveProbabilities(trial, bytes(3))
      await store.removeTrial(trial)
      expect(await store.list(trial)).toEqual([])
      expect(await store.load(trial, first)).toBeUndefined()
      expect(await store.loadProbabilities(trial)).toBeUndefined()
      expect(await harness.setAside(trial)).toEqual([])
      await store.removeTrial(trial)
      expect(await harness.contents()).toEqual(before)
      expect(await load(store, other, second)).toEqual(bytes(8))
      expect(await probabilities(store, other)).toEqual(bytes(9))
    },
  },
  ...contentsPromises,
  {
    promise:
      '`pinned` tells of a sweep while any pin of it lasts, taken through whatever instance, and of no other sweep',
    async check(harness) {
      const [store, other] = [await harness.open(), await harness.open()]
      await store.save(trial, first, bytes(1))
      const pinned = () => Promise.all([store, other].map((each) => each.pinned(sweep)))
      expect(await pinned()).toEqual([false, false])
      const pin = await store.pin(sweep)
      expect(await pinned()).toEqual([true, true])
      const second = await other.pin(sweep)
      expect(await store.pinned(sweep.slice(0, -1))).toBe(false)
      expect(await store.pinned(`${sweep}0`)).toBe(false)
      await pin[Symbol.asyncDispose]()
      await pin[Symbol.asyncDispose]()
      expect(await pinned()).toEqual([true, true])
      expect(await load(store, trial, first)).toEqual(bytes(1))
      await second[Symbol.asyncDispose]()
      expect(await pinned()).toEqual([false, false])
    },
  },
  {
    promise:
      '`hasSweep` is true of a sweep from `addSweep` until `removeSweep`, through whatever instance, and of no other',
    async check(harness) {
      const [store, other] = [await harness.open(), await harness.open()]
      await store.save(trial, first, bytes(1))
      const has = () => Promise.all([store, other].map((each) => each.hasSweep(sweep)))
      expect(await has()).toEqual([false, false])
      await store.addSweep(sweep)
      expect(await has()).toEqual([true, true])
      await other.addSweep(sweep)
      expect(await has()).toEqual([true, true])
      for (const alike of [sweep.slice(0, -1), `${sweep}0`]) expect(await store.hasSweep(alike)).toBe(false)
      await store.removeTrial(trial)
      expect([await has(), await store.trials()]).toEqual([[true, true], []])
      await store.addSweep(`${sweep}0`)
      await other.removeSweep(sweep)
      await other.removeSweep(sweep)
      expect([await has(), await store.hasSweep(`${sweep}0`)]).toEqual([[false, false], true])
      for (const name of ['', '..', '../escaped', 'a/b', 'a\0b']) {
        await expect(store.addSweep(name)).rejects.toMatchObject({ code: 'SWEEP_ID' })
        await expect(store.pin(name)).rejects.toMatchObject({ code: 'SWEEP_ID' })
      }
    },
  },
  {
    promise: 'a trial id that is no plain name is refused and touches nothing',
    async check(harness) {
      const store = await harness.open()
      await store.save(trial, first, bytes(1))
      const before = await harness.contents()
      for (const name of ['', '.', '..', '../escaped', 'a/b', '/etc', 'a\0b', 'Upper', 'a b', 'ü', 'a'.repeat(65)]) {
        const id = name as TrialId
        await expect(store.save(id, first, bytes(1))).rejects.toMatchObject({ code: 'TRIAL_NAME' })
        await expect(store.load(id, first)).rejects.toMatchObject({ code: 'TRIAL_NAME' })
        await expect(store.list(id)).rejects.toMatchObject({ code: 'TRIAL_NAME' })
        await expect(store.remove(id, first)).rejects.toMatchObject({ code: 'TRIAL_NAME' })
        await expect(store.setAside(id, first)).rejects.toMatchObject({ code: 'TRIAL_NAME' })
        await expect(store.contents(id)).rejects.toMatchObject({ code: 'TRIAL_NAME' })
        await expect(store.discard(id, 'any')).rejects.toMatchObject({ code: 'TRIAL_NAME' })
        await expect(store.saveProbabilities(id, bytes(1))).rejects.toMatchObject({ code: 'TRIAL_NAME' })
        await expect(store.loadProbabilities(id)).rejects.toMatchObject({ code: 'TRIAL_NAME' })
        await expect(store.removeTrial(id)).rejects.toMatchObject({ code: 'TRIAL_NAME' })
      }
      expect(await harness.contents()).toEqual(before)
    },
  },
]

/** The suite of CheckpointStore: one test per promise. */
export function checkpointStoreConformance(adapter: string, harness: () => Promise<CheckpointStoreHarness>): void {
  testPromises(adapter, checkpointStorePromises, harness)
}

/** A plain Uint8Array: an adapter may answer with a Buffer. */
async function load(store: CheckpointStore, id: TrialId, ref: CheckpointRef): Promise<Uint8Array | undefined> {
  const loaded = await store.load(id, ref)
  return loaded && Uint8Array.from(loaded)
}

async function probabilities(store: CheckpointStore, id: TrialId): Promise<Uint8Array | undefined> {
  const loaded = await store.loadProbabilities(id)
  return loaded && Uint8Array.from(loaded)
}

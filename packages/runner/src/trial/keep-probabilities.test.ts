import { memoryCheckpointStore, memorySweepStore } from '@hypersweep/adapters'
import { decodeCheckpoint, modelFromCheckpoint, predict, referenceKernels } from '@hypersweep/core'
import type { CheckpointStore, SweepStore } from '@hypersweep/sweep'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { storedProbabilities } from '../checkpoints/stored-probabilities.ts'
import type { ThreadPool } from '../pool/thread-pool.ts'
import { tinyData } from '../testing/tiny-job.ts'
import { type TrialWorld, tinyPool, trialWorld } from '../testing/trial-world.ts'
import { underWay } from './under-way.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let pool: ThreadPool
beforeAll(async () => {
  pool = await tinyPool()
})
afterAll(() => pool[Symbol.asyncDispose]())

const world = () => trialWorld(pool, { store: memorySweepStore(), checkpoints: memoryCheckpointStore() })
const stored = async ({ store, checkpoints, sweep }: TrialWorld) => {
  const [trial] = await store.summaries(sweep.id)
  return storedProbabilities({
    checkpoints,
    sweep: sweep,
    trial: trial!,
    dataset: tinyData(),
  })
}
test("a complete trial keeps what its scored epoch's network makes of the validation rows, bit for bit", async () => {
  const here = await world()
  await here.run()
  const { state } = await here.record()
  const epoch = state.status === 'complete' ? state.best.epoch : 0
  const checkpoint = decodeCheckpoint((await here.checkpoints.load(here.id, { epoch, step: 0 }))!)
  const { features, validation } = tinyData()
  const model = modelFromCheckpoint(checkpoint, referenceKernels({ precision: 'float32' }))
  expect(await stored(here)).toEqual(predict(model, features, { rows: validation }))
})

test('they are there before the store hears of the end', async () => {
  const here = await world()
  const seen: unknown[] = []
  const watched: SweepStore = {
    ...here.store,
    async finish(claim, end) {
      seen.push(end.status, (await here.checkpoints.loadProbabilities(here.id))?.length)
      return here.store.finish(claim, end)
    },
  }
  await here.run({ store: watched })
  expect(seen).toEqual(['complete', (await here.checkpoints.loadProbabilities(here.id))!.length])
})

/** A trial whose worker dies between its last epoch and its end, before it has kept anything. */
async function almostEnded(): Promise<TrialWorld> {
  const here = await world()
  const checkpoints = {
    ...here.checkpoints,
    saveProbabilities: () => Promise.reject(new Error('the worker is killed')),
  }
  await expect(here.run({ checkpoints })).rejects.toThrow('the worker is killed')
  expect((await here.record()).epoch).toBe(3)
  return here
}

test('a trial whose worker dies between its last epoch and its end keeps the same ones', async () => {
  const [here, calm] = [await almostEnded(), await world()]
  await calm.run()
  expect(await here.run({ worker: 'bob' })).toBe('done')
  expect(await stored(here)).toHaveLength(32)
  expect(await stored(here)).toEqual(await stored(calm))
})

test('a disk that does not take them gives the trial back, which ends the same later', async () => {
  const here = await world()
  const full: CheckpointStore = {
    ...here.checkpoints,
    saveProbabilities: () => Promise.reject(new Error('no space left')),
  }
  await expect(here.run({ checkpoints: full })).rejects.toThrow('no space left')
  expect(await here.record()).toMatchObject({ state: { status: 'waiting' }, failures: 0, epoch: 3 })
  expect(await here.run()).toBe('done')
  expect(await stored(here)).toHaveLength(32)
})

/** Loads what training goes on from, and after that always the same. */
function after(checkpoints: CheckpointStore, loaded: Uint8Array | undefined): CheckpointStore {
  let loads = 0
  return { ...checkpoints, load: async (trial, ref) => (loads++ === 0 ? checkpoints.load(trial, ref) : loaded) }
}

test.each<[string, (here: TrialWorld) => Parameters<TrialWorld['run']>[0]]>([
  ['whose checkpoint is gone', ({ checkpoints }) => ({ checkpoints: after(checkpoints, undefined) })],
  ['whose checkpoint is broken', ({ checkpoints }) => ({ checkpoints: after(checkpoints, new Uint8Array(5)) })],
  ['whose thread dies over them', () => ({ pool: { ...pool, validate: () => Promise.reject(new Error('exit 3')) } })],
])('a trial %s is complete nonetheless, and says that it keeps none', async (_, broken) => {
  const here = await almostEnded()
  expect(await here.run(broken(here))).toBe('done')
  expect(await here.record()).toMatchObject({ state: { status: 'complete' } })
  expect(here.said.some((line) => line.startsWith('tiny: trial 0 keeps no probabilities: '))).toBe(true)
  expect(await stored(here)).toBeUndefined()
})

test('while they are computed the trial is under way, and its thread can be killed', async () => {
  const here = await almostEnded()
  const began = Promise.withResolvers<void>()
  const hanging: ThreadPool = {
    ...pool,
    validate: (_, signal) => {
      began.resolve()
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('killed')))
      })
    },
  }
  const all = underWay()
  const running = here.run({ pool: hanging, underWay: all })
  await began.promise
  await all.newest!.kill('OVER_MEMORY', 'too much')
  expect(await running).toBe('done')
  expect(all.size).toBe(0)
  expect(here.said).toContain('tiny: trial 0 keeps no probabilities: killed')
})

import { memoryCheckpointStore, memorySweepStore } from '@hypersweep/adapters'
import { type Advance, extendSpec, type JsonObject } from '@hypersweep/sweep'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { networkObjective } from '../objective/network-objective.ts'
import type { ThreadPool } from '../pool/thread-pool.ts'
import { tinyData } from '../testing/tiny-job.ts'
import { tinySweep, tinyTraining } from '../testing/tiny-sweep.ts'
import { tinyPool, trialWorld } from '../testing/trial-world.ts'
import type { OpenSweeps } from './open-sweeps.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let pool: ThreadPool
beforeAll(async () => {
  pool = await tinyPool()
})
afterAll(() => pool[Symbol.asyncDispose]())

const COSINE = { schedule: 'cosine' }
const EXPONENTIAL = {}

async function world(training: JsonObject) {
  const objective = { ...tinySweep().spec.objective, training: tinyTraining(training) }
  const made = await trialWorld(pool, {
    store: memorySweepStore(),
    checkpoints: memoryCheckpointStore(),
    sweep: tinySweep({ objective }),
  })
  const openSweep = async () => ({ sweep: (await made.store.sweep(made.sweep.id))!, data: tinyData() })
  return { ...made, openSweep }
}

/** A tiny trial that is complete after 3 epochs, and whose sweep then has 6. */
async function extended(training: JsonObject) {
  const made = await world(training)
  const { run, store, sweep, id } = made
  await run()
  const spec = extendSpec(sweep.spec, { epochs: 6 }, networkObjective)
  await store.replaceSpec(sweep.id, sweep.spec, spec)
  const advance = (how: Partial<Advance>) => store.advance(id, { stage: 1, reports: 'keep', ended: 'reopen', ...how })
  return { ...made, advance }
}

async function digestOfSixEpochs(training: JsonObject): Promise<string> {
  const { run, digest } = await world({ ...training, epochs: 6 })
  await run()
  return digest()
}

describe('a trial whose sweep was extended from 3 to 6 epochs has the digest of one with 6 from the start', () => {
  test('where its schedule looks at no number of epochs, and goes on from its last checkpoint', async () => {
    const { run, advance, digest, said, openSweep, record } = await extended(EXPONENTIAL)
    const before = (await record()).reports
    await advance({})
    expect(await run({ openSweep })).toBe('done')
    expect(said).toContain('tiny: trial 0 claimed (attempt 2), resumed from epoch 3, of 6 where it had 3')
    expect((await record()).reports.slice(0, 3)).toEqual(before)
    expect(await digest()).toBe(await digestOfSixEpochs(EXPONENTIAL))
  })

  test('where that checkpoint was given up, and it trains the same epochs again', async () => {
    const { run, advance, digest, said, openSweep, checkpoints, id, record } = await extended(EXPONENTIAL)
    await checkpoints.removeTrial(id)
    await advance({})
    expect(await run({ openSweep })).toBe('done')
    expect(said).toContain('tiny: trial 0 claimed (attempt 2), anew from epoch 0')
    expect((await record()).reports.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6])
    expect(await digest()).toBe(await digestOfSixEpochs(EXPONENTIAL))
  })

  test('where its schedule is another one over more epochs, and it is trained anew', async () => {
    const { run, advance, digest, openSweep, checkpoints, id } = await extended(COSINE)
    await checkpoints.removeTrial(id)
    await advance({ reports: 'drop' })
    expect(await run({ openSweep })).toBe('done')
    expect(await digest()).toBe(await digestOfSixEpochs(COSINE))
  })

  test('where a checkpoint of the schedule over fewer epochs is still there, which is set aside', async () => {
    const { run, advance, digest, openSweep, said } = await extended(COSINE)
    await advance({ reports: 'drop' })
    expect(await run({ openSweep })).toBe('done')
    expect(said.filter((line) => line.includes('is set aside: its network is'))).toHaveLength(3)
    expect(await digest()).toBe(await digestOfSixEpochs(COSINE))
  })

  test('by a worker that read the sweep before it was extended', async () => {
    const { run, advance, digest, openSweep, sweep } = await extended(EXPONENTIAL)
    await advance({})
    const asked: number[] = []
    const stale = async (_id: string, stage = 0) => {
      asked.push(stage)
      return stage > 0 ? openSweep() : { sweep, data: tinyData() }
    }
    expect(await run({ openSweep: stale })).toBe('done')
    expect(asked).toEqual([0, 1])
    expect(await digest()).toBe(await digestOfSixEpochs(EXPONENTIAL))
  })
})

test('a trial that was not brought to the new stage yet is trained as it was', async () => {
  const { run, openSweep, record, store, id, digest } = await extended(COSINE)
  const before = await digest()
  await store.reopen(id)
  expect(await run({ openSweep })).toBe('done')
  expect((await record()).reports).toHaveLength(3)
  expect(await digest()).toBe(before)
})

test('a trial of a stage that this worker cannot read is left to others', async () => {
  const { run, advance, record } = await extended(EXPONENTIAL)
  await advance({})
  const { sweep } = await world(EXPONENTIAL)
  const refusing: OpenSweeps = async (_id, stage = 0) => (stage > 0 ? 'refused' : { sweep, data: tinyData() })
  expect(await run({ openSweep: refusing })).toBe('later')
  expect(await record()).toMatchObject({ state: { status: 'waiting' }, epoch: 3, failures: 0 })
})

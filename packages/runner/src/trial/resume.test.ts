import { memoryCheckpointStore, memorySweepStore } from '@hypersweep/adapters'
import type { CheckpointStore, SweepStore } from '@hypersweep/sweep'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ThreadPool } from '../pool/thread-pool.ts'
import { tinyData, tinyJob } from '../testing/tiny-job.ts'
import { tinySweep, tinyTraining } from '../testing/tiny-sweep.ts'
import { tinyPool, trialWorld, type WorldOptions } from '../testing/trial-world.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let pool: ThreadPool
beforeAll(async () => {
  pool = await tinyPool()
})
afterAll(() => pool[Symbol.asyncDispose]())

const world = (options: Partial<WorldOptions> = {}) =>
  trialWorld(pool, { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), ...options })

/** The digest of the tiny trial that nothing disturbed. */
async function undisturbedDigest(options: Partial<WorldOptions> = {}): Promise<string> {
  const { run, digest } = await world(options)
  expect(await run()).toBe('done')
  return digest()
}

describe('a trial is resumed with the bits of an undisturbed one', () => {
  test.each([1, 2, 3])('when its worker drains at epoch %i of 8', async (at) => {
    const training = tinyTraining({ epochs: 8 })
    const sweep = tinySweep({ objective: { ...tinySweep().spec.objective, training } })
    const { run, record, digest, store, said } = await world({ sweep })
    const drain = new AbortController()
    const draining: SweepStore = {
      ...store,
      async report(claim, report, extra) {
        if (report.epoch === at) drain.abort()
        return store.report(claim, report, extra)
      },
    }
    expect(await run({ store: draining, signal: drain.signal })).toBe('later')
    expect(await record()).toMatchObject({ state: { status: 'waiting' }, failures: 0 })
    expect(await run({ worker: 'bob' })).toBe('done')
    expect(said.some((line) => /claimed \(attempt 2\), resumed from epoch [1-5]/.test(line))).toBe(true)
    expect(await digest()).toBe(await undisturbedDigest({ sweep }))
  })

  test('when its worker drains in the middle of its first epoch', async () => {
    await using single = await tinyPool(1)
    const { run, digest, checkpoints, id, said } = await world()
    const drain = new AbortController()
    // The trial waits for the only thread while the drain begins, so that it ends after its first batch.
    const other = single.start(tinyJob({ spec: { ...tinyJob().spec, epochs: 1_000_000 } }))
    const busy: ThreadPool = {
      ...single,
      start(job) {
        drain.abort()
        other.stop()
        return single.start(job)
      },
    }
    expect(await run({ pool: busy, signal: drain.signal })).toBe('later')
    expect(await checkpoints.list(id)).toEqual([{ epoch: 0, step: 1 }])
    expect(await run({ worker: 'bob' })).toBe('done')
    expect(said).toContain('tiny: trial 0 claimed (attempt 2), resumed from epoch 0, step 1 of the next')
    expect(await digest()).toBe(await undisturbedDigest())
  })

  test.each([1, 2, 3])('when the store fails after the checkpoint of epoch %i and before its report', async (at) => {
    const { run, record, digest, store } = await world()
    const failing: SweepStore = {
      ...store,
      async report(claim, report, extra) {
        if (report.epoch === at) throw new Error('the store is gone')
        return store.report(claim, report, extra)
      },
    }
    await expect(run({ store: failing })).rejects.toThrow('the store is gone')
    expect(await record()).toMatchObject({ epoch: at - 1, failures: 0, state: { status: 'waiting' } })
    expect(await run({ worker: 'bob' })).toBe('done')
    expect(await digest()).toBe(await undisturbedDigest())
  })

  test.each([1, 2, 3])('when the disk fails at the checkpoint of epoch %i', async (at) => {
    const { run, record, digest, checkpoints } = await world()
    const full: CheckpointStore = {
      ...checkpoints,
      async save(trial, ref, bytes) {
        if (ref.epoch === at) throw new Error('no space left')
        await checkpoints.save(trial, ref, bytes)
      },
    }
    await expect(run({ checkpoints: full })).rejects.toThrow('no space left')
    expect(await record()).toMatchObject({ epoch: at - 1, failures: 0 })
    expect(await run()).toBe('done')
    expect(await digest()).toBe(await undisturbedDigest())
  })

  test('when the store refuses the end', async () => {
    const { run, digest, store } = await world()
    const failing: SweepStore = { ...store, finish: () => Promise.reject(new Error('the store is gone')) }
    await expect(run({ store: failing })).rejects.toThrow('the store is gone')
    expect(await run()).toBe('done')
    expect(await digest()).toBe(await undisturbedDigest())
  })
})

describe('a checkpoint that is no good is set aside and the one before it taken', () => {
  /** Runs until epoch 2 is reported, harms its checkpoint, and runs on. */
  async function harmed(harm: (bytes: Uint8Array) => Uint8Array) {
    const { run, store, checkpoints, id, said, digest, record } = await world()
    const failing: SweepStore = {
      ...store,
      async report(claim, report, extra) {
        if (report.epoch === 3) throw new Error('the worker is killed')
        return store.report(claim, report, extra)
      },
    }
    await expect(run({ store: failing })).rejects.toThrow('the worker is killed')
    await checkpoints.remove(id, { epoch: 3, step: 0 })
    await checkpoints.save(id, { epoch: 2, step: 0 }, harm((await checkpoints.load(id, { epoch: 2, step: 0 }))!))
    expect(await run({ worker: 'bob' })).toBe('done')
    expect(await digest()).toBe(await undisturbedDigest())
    expect((await record()).reports).toHaveLength(3)
    return said.filter((line) => line.includes('set aside') || line.includes('resumed'))
  }

  test('when it is torn', async () => {
    const [aside, resumed] = await harmed((bytes) => bytes.slice(0, -1))
    expect(aside).toContain('the checkpoint of epoch 2, step 0 is set aside')
    expect(resumed).toContain('resumed from epoch 1')
  })

  test('when a bit of it is flipped', async () => {
    const [aside] = await harmed((bytes) => bytes.with(bytes.length - 3, bytes.at(-3)! ^ 1))
    expect(aside).toContain('the checkpoint of epoch 2, step 0 is set aside')
  })

  test.each([
    ['another numeric code', { numerics: 'f'.repeat(64) }, /its numerics is f{64}, the trial's n{64}/],
    ['another trial', { seed: 8 }, /its seed is 8, the trial's 7/],
    ['other data', { data: { ...tinyData(), sha256: 'e'.repeat(64) } }, /its data is e{64}, the trial's d{64}/],
    [
      'another network',
      { spec: { ...tinyJob().spec, batchSize: 12 } },
      /its network is .*"batchSize":12.*, the trial's .*16/,
    ],
  ])('when it is of %s', async (_, change, why) => {
    const bytes = await checkpointOfEpoch(2, change)
    const [aside] = await harmed(() => bytes)
    expect(aside).toMatch(why)
  })

  test('when it is of another epoch than its place', async () => {
    const bytes = await checkpointOfEpoch(1, {})
    const [aside] = await harmed(() => bytes)
    expect(aside).toContain('it holds epoch 1, step 0')
  })
})

test('reports that a store lost under a claim that it kept are told again before the end', async () => {
  const { run, store, digest, record } = await world()
  let isSetBack = false
  const setBack: SweepStore = {
    ...store,
    async report(claim, report, extra) {
      const isLost = report.epoch === 2 && !isSetBack
      isSetBack ||= isLost
      return isLost ? { status: 'accepted' } : store.report(claim, report, extra)
    },
  }
  expect(await run({ store: setBack })).toBe('done')
  expect((await record()).reports.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
  expect(await digest()).toBe(await undisturbedDigest())
})

async function checkpointOfEpoch(epoch: number, change: Parameters<typeof tinyJob>[0]): Promise<Uint8Array> {
  for await (const trained of pool.start(tinyJob(change)))
    if (trained.report.epoch === epoch) return trained.checkpoint!
  throw new Error('no such epoch')
}

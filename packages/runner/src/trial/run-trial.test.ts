import { memoryCheckpointStore, memorySweepStore } from '@hypersweep/adapters'
import type { SweepStore } from '@hypersweep/sweep'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ThreadPool } from '../pool/thread-pool.ts'
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

test('a trial that nothing disturbs is claimed, reported, checkpointed and finished', async () => {
  const { run, record, checkpoints, id, said } = await world()
  expect(await run()).toBe('done')
  const { state, reports, epoch, claims, failures } = await record()
  expect({ epoch, claims, failures }).toEqual({ epoch: 3, claims: 1, failures: 0 })
  expect(reports.map(({ worker }) => worker)).toEqual(['ada', 'ada', 'ada'])
  const best = reports.toSorted((a, b) => a.metrics['val_loss']! - b.metrics['val_loss']!)[0]!
  expect(state).toMatchObject({ status: 'complete', best: { epoch: best.epoch, score: best.metrics['val_loss'] } })
  expect(await checkpoints.list(id)).toEqual([1, 2, 3].map((done) => ({ epoch: done, step: 0 })))
  expect(said[0]).toBe('tiny: trial 0 claimed (attempt 1)')
  expect(said[1]).toMatch(/^tiny: trial 0 complete, val_loss 0\.\d+ at epoch \d$/)
})

test('the memory of a checkpoint that is durable is given back at once, not when the collector comes', async () => {
  const { run, checkpoints } = await world()
  const sizes: number[] = []
  const saved: Uint8Array[] = []
  const save: typeof checkpoints.save = async (trial, ref, bytes) => {
    expect(saved.map(({ byteLength }) => byteLength)).toEqual(saved.map(() => 0))
    await checkpoints.save(trial, ref, bytes)
    sizes.push(bytes.byteLength)
    saved.push(bytes)
  }
  expect(await run({ checkpoints: { ...checkpoints, save } })).toBe('done')
  expect(sizes).toHaveLength(3)
  expect(Math.min(...sizes)).toBeGreaterThan(0)
  expect(saved.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0])
})

describe('a trial that another worker took over', () => {
  test('is left alone at the next report', async () => {
    const { run, record, store, id, sweep, digest } = await world()
    const overtaken: SweepStore = {
      ...store,
      async report(claim, report, extra) {
        if (report.epoch === 2) {
          await store.takeOver(sweep.id, { text: 'gone' })
          await store.claim(id, { token: 'other', worker: 'bob' })
        }
        return store.report(claim, report, extra)
      },
    }
    expect(await run({ store: overtaken })).toBe('done')
    expect(await record()).toMatchObject({ state: { status: 'running', worker: 'bob' }, epoch: 1, claims: 2 })
    await store.takeOver(sweep.id, { text: 'gone' })
    expect(await run()).toBe('done')
    const calm = await world()
    await calm.run()
    expect(await digest()).toBe(await calm.digest())
  })

  test('is left alone at the next renewal', async () => {
    const training = tinyTraining({ epochs: 1_000_000 })
    const sweep = tinySweep({ objective: { ...tinySweep().spec.objective, training } })
    const { run, record, store, id } = await world({ sweep })
    const overtaken: SweepStore = {
      ...store,
      // Only the renewal can tell.
      report: async () => ({ status: 'accepted' }),
      async renew(claim) {
        await store.takeOver(sweep.id, { text: 'gone' })
        await store.claim(id, { token: 'other', worker: 'bob' })
        return store.renew(claim)
      },
    }
    expect(await run({ store: overtaken, leaseMs: 2400 })).toBe('done')
    expect(await record()).toMatchObject({ state: { status: 'running', worker: 'bob' }, claims: 2 })
  })
})

test('a trial whose sweep is cancelled is checkpointed and given back, and goes on later with the same bits', async () => {
  const training = tinyTraining({ epochs: 30 })
  const sweep = tinySweep({ objective: { ...tinySweep().spec.objective, training } })
  const { run, record, store, checkpoints, id, digest } = await world({ sweep })
  const cancelled: SweepStore = {
    ...store,
    async report(claim, report, extra) {
      if (report.epoch === 2) await store.setControl(sweep.id, 'cancel')
      return store.report(claim, report, extra)
    },
  }
  expect(await run({ store: cancelled })).toBe('later')
  const { state, epoch } = await record()
  expect(state).toEqual({ status: 'cancelled' })
  expect(epoch).toBeLessThan(30)
  expect((await checkpoints.list(id)).at(-1)!.epoch).toBeGreaterThanOrEqual(epoch)
  expect(await run()).toBe('done')
  await store.setControl(sweep.id, 'run')
  expect(await run()).toBe('done')
  expect(await record()).toMatchObject({ state: { status: 'complete' }, claims: 2, crashes: 0, failures: 0 })
  const calm = await world({ sweep })
  await calm.run()
  expect(await digest()).toBe(await calm.digest())
})

test('the lease is renewed while the thread trains', async () => {
  const training = tinyTraining({ epochs: 1_000_000 })
  const sweep = tinySweep({ objective: { ...tinySweep().spec.objective, training } })
  const { run, store, said } = await world({ sweep })
  const drain = new AbortController()
  let renewals = 0
  const counting: SweepStore = {
    ...store,
    async renew(claim) {
      renewals += 1
      if (renewals === 1) throw new Error('the store is away')
      if (renewals === 3) drain.abort()
      return store.renew(claim)
    },
  }
  expect(await run({ store: counting, leaseMs: 2400, signal: drain.signal })).toBe('later')
  expect(said).toContain('tiny: trial 0 the lease could not be renewed: the store is away')
})

test('another value for an epoch already reported ends the trial as a mismatch that names both', async () => {
  const { run, record, store, id } = await world()
  const first = await store.claim(id, { token: 'first', worker: 'bob' })
  if (first.status !== 'claimed') throw new Error(first.status)
  const metrics = { train_loss: 0.5, train_accuracy: 0.5, val_loss: 0.25, val_accuracy: 0.5, learning_rate: 0.1 }
  const timing = { seconds: 1, samplesPerSecond: 48 }
  await store.report(first.claim, { epoch: 1, metrics }, { timing, best: { epoch: 1, score: 0.25, metrics } })
  await store.release(first.claim)
  expect(await run()).toBe('done')
  const { state } = await record()
  expect(state).toMatchObject({ status: 'failed', reason: 'mismatch' })
  expect(state).toHaveProperty(
    'message',
    expect.stringMatching(/^epoch 1 was .*val_loss 0\.25.* on bob and is .* on ada$/),
  )
})

test('a loss that is not finite ends the trial as diverged, at once', async () => {
  const { run, record } = await world({ trial: { params: { learning_rate: 1e30 } } })
  expect(await run()).toBe('done')
  expect(await record()).toMatchObject({ state: { status: 'failed', reason: 'diverged' }, claims: 1, failures: 0 })
})

test('an error in the thread is tried again as often as the sweep says, and then ends the trial', async () => {
  const model = { layers: [{ dense: 3 }] }
  const sweep = tinySweep({ objective: { ...tinySweep().spec.objective, model }, retry: { max: 2 } })
  const { run, record } = await world({ sweep })
  expect([await run(), await run()]).toEqual(['later', 'later'])
  expect(await record()).toMatchObject({ state: { status: 'waiting' }, failures: 2 })
  expect(await run()).toBe('done')
  const { state } = await record()
  expect(state).toMatchObject({ status: 'failed', reason: 'error' })
  expect(state).toHaveProperty('message', expect.stringContaining('MODEL_OUTPUT'))
})

test('layers that do not fit the data end the trial as invalid, at once', async () => {
  const model = { layers: [{ conv: 4 }, { dense: 2 }] }
  const sweep = tinySweep({ objective: { ...tinySweep().spec.objective, model } })
  const { run, record } = await world({ sweep })
  expect(await run()).toBe('done')
  expect(await record()).toMatchObject({ state: { status: 'failed', reason: 'invalid' }, claims: 1, failures: 0 })
})

test('params that make no network end the trial as invalid', async () => {
  const { run, record } = await world({ trial: { params: { learning_rate: -1 } } })
  expect(await run()).toBe('done')
  expect(await record()).toMatchObject({ state: { status: 'failed', reason: 'invalid' } })
})

test('a trial that another holds comes back later', async () => {
  const { run, store, id, record } = await world()
  await store.claim(id, { token: 'other', worker: 'bob' })
  expect(await run()).toBe('later')
  expect(await record()).toMatchObject({ claims: 1 })
})

test('a trial that has ended is done', async () => {
  const { run, digest } = await world()
  await run()
  const before = await digest()
  expect(await run()).toBe('done')
  expect(await digest()).toBe(before)
})

test('a trial of an unknown sweep is done, one of a refused sweep comes back later, and neither is claimed', async () => {
  const { run, record } = await world()
  expect(await run({ openSweep: async () => 'unknown' })).toBe('done')
  expect(await run({ openSweep: async () => 'refused' })).toBe('later')
  expect(await record()).toMatchObject({ claims: 0 })
})

test('a worker that drains claims nothing', async () => {
  const { run, record } = await world()
  expect(await run({ signal: AbortSignal.abort() })).toBe('later')
  expect(await record()).toMatchObject({ claims: 0 })
})

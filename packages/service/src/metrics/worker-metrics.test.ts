import { memoryCheckpointStore, memorySweepStore } from '@hypersweep/adapters'
import { type SweepRecord, trialId } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { workerMetrics } from './worker-metrics.ts'

const sweep = { id: 'a1b2c3d4e5', name: 'demo', numerics: 'n', createdAt: 0, spec: {} } as unknown as SweepRecord
const id = trialId(sweep.id, 0)
const metrics = { val_loss: 0.5 }
const best = { epoch: 1, score: 0.5, metrics }

/** A trial in a store that is metered, and in the same one that is not. */
async function meteredTrial() {
  const plain = memorySweepStore()
  await plain.addSweep(sweep)
  await plain.addTrials(sweep.id, [{ number: 0, params: {}, seed: 1 }])
  const worker = workerMetrics({ threads: 3, memoryBytes: 1024 })
  const store = worker.store(plain)
  const claimed = async (token: string) => {
    const reply = await store.claim(id, { token, worker: 'ada' })
    if (reply.status !== 'claimed') throw new Error(reply.status)
    return reply.claim
  }
  return { plain, worker, store, claimed }
}

/** The value of a metric with these labels; none where there is no such series. */
async function value({ snapshot }: ReturnType<typeof workerMetrics>, name: string, labels = {}) {
  const all = (await snapshot()).flatMap((metric) =>
    metric.values.map((each) => ({ metricName: metric.name, ...each })),
  )
  const same = all.find((each) => each.metricName === name && JSON.stringify(each.labels) === JSON.stringify(labels))
  return same?.value
}

test('epochs and their rows are counted where they are reported, and not those that are told again', async () => {
  const { worker, store, claimed } = await meteredTrial()
  const claim = await claimed('mine')
  const timing = { seconds: 0.3, samplesPerSecond: 48 / 0.3 }
  await store.report(claim, { epoch: 1, metrics }, { timing, best })
  await store.report(claim, { epoch: 2, metrics }, { timing: { seconds: 0, samplesPerSecond: 0 }, best })
  expect(await value(worker, 'hypersweep_epochs_total')).toBe(1)
  expect(await value(worker, 'hypersweep_samples_total')).toBe(48)
})

test('each refused write is counted, of whatever kind, and counts as nothing else', async () => {
  const { plain, worker, store, claimed } = await meteredTrial()
  const claim = await claimed('mine')
  await plain.takeOver(sweep.id, { text: 'gone' })
  await plain.claim(id, { token: 'other', worker: 'bob' })
  await store.renew(claim)
  await store.report(claim, { epoch: 1, metrics }, { timing: { seconds: 1, samplesPerSecond: 48 }, best })
  await store.release(claim)
  await store.finish(claim, { status: 'complete', best, weightsSha256: 'f' })
  expect(await value(worker, 'hypersweep_stale_writes_refused_total')).toBe(4)
  expect(await value(worker, 'hypersweep_epochs_total')).toBe(0)
  expect(await value(worker, 'hypersweep_trials_ended_total', { state: 'complete', reason: '' })).toBe(0)
})

test('ends are counted by state and reason, each from 0 on', async () => {
  const { worker, store, claimed } = await meteredTrial()
  await store.finish(await claimed('mine'), { status: 'failed', reason: 'diverged', message: 'not finite' })
  const ended = (labels: object) => value(worker, 'hypersweep_trials_ended_total', labels)
  expect(await ended({ state: 'failed', reason: 'diverged' })).toBe(1)
  expect(await ended({ state: 'failed', reason: 'timeout' })).toBe(0)
  expect(await ended({ state: 'complete', reason: '' })).toBe(0)
})

test('a checkpoint tells its bytes once it is saved, and not where it could not be', async () => {
  const { worker } = await meteredTrial()
  const plain = memoryCheckpointStore()
  await worker.checkpoints(plain).save(id, { epoch: 1, step: 0 }, new Uint8Array(5000))
  const full = { ...plain, save: () => Promise.reject(new Error('no space')) }
  await expect(worker.checkpoints(full).save(id, { epoch: 2, step: 0 }, new Uint8Array(1))).rejects.toThrow('no space')
  expect(await value(worker, 'hypersweep_checkpoint_bytes_sum')).toBe(5000)
  expect(await value(worker, 'hypersweep_checkpoint_bytes_count')).toBe(1)
  expect(await value(worker, 'hypersweep_checkpoint_write_seconds_count')).toBe(1)
  expect(await plain.list(id)).toEqual([{ epoch: 1, step: 0 }])
})

test('what the runner tells is measured', async () => {
  const { worker } = await meteredTrial()
  worker.observer.firstStep(0.2)
  worker.observer.triedAgain('memory')
  worker.busy(2)
  expect(await value(worker, 'hypersweep_claim_to_start_seconds_sum')).toBe(0.2)
  expect(await value(worker, 'hypersweep_retries_total', { reason: 'memory' })).toBe(1)
  expect(await value(worker, 'hypersweep_threads')).toBe(3)
  expect(await value(worker, 'hypersweep_threads_busy')).toBe(2)
  expect(await value(worker, 'hypersweep_memory_limit_bytes')).toBe(1024)
})

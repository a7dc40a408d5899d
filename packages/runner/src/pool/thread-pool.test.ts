import { decodeCheckpoint } from '@hypersweep/core'
import { expect, test, vi } from 'vitest'
import { loadKernels } from '../kernels/load-kernels.ts'
import { DIES, HANGS, POSTS_NONSENSE, TELLS_MEMORY, TELLS_TASKS, THROWS_NULL } from '../testing/mortal-seeds.ts'
import { tinyJob, tinyLayer } from '../testing/tiny-job.ts'
import type { TrainedEpoch, TrainJob } from './messages.ts'
import { type ThreadPool, type ThreadPoolOptions, threadPool } from './thread-pool.ts'
import type { Training } from './training.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const kernels = await loadKernels()

function pool(options: Partial<ThreadPoolOptions> = {}): Promise<ThreadPool> {
  return threadPool({ threads: 1, kernels, log: () => undefined, ...options })
}

async function finished(training: Training) {
  const epochs: TrainedEpoch[] = []
  for await (const epoch of training) epochs.push(epoch)
  return { reports: epochs.map(({ report }) => report), outcome: await training.outcome }
}

const mortal = new URL('../testing/mortal-thread.ts', import.meta.url)

/** A job of so many epochs that it ends only when it is stopped. */
const endless = (): TrainJob => tinyJob({ spec: { ...tinyJob().spec, epochs: 1_000_000 } })

test('1, 2 and 8 threads give the same reports and the same weights', async () => {
  const results = []
  for (const threads of [1, 2, 8]) {
    await using threadsPool = await pool({ threads })
    const trainings = Array.from({ length: threads }, () => finished(threadsPool.start(tinyJob())))
    results.push(...(await Promise.all(trainings)))
  }
  expect(results[0]).toMatchObject({ outcome: { status: 'complete' } })
  expect(results).toEqual(Array(11).fill(results[0]))
})

test('a thread that trained another trial before gives the same bits', async () => {
  await using threads = await pool()
  const first = await finished(threads.start(tinyJob()))
  await finished(threads.start(tinyJob({ seed: 8 })))
  expect(await finished(threads.start(tinyJob()))).toEqual(first)
})

test('a thread runs at most one epoch ahead of its acknowledgement', async () => {
  await using threads = await pool({ threads: 2 })
  const training = threads.start(endless())
  const seen: number[] = []
  for await (const { report } of training) {
    seen.push(report.epoch)
    // Another thread trains 500 epochs meanwhile: this one had the time to run ahead.
    await finished(threads.start(tinyJob({ spec: { ...tinyJob().spec, epochs: 500 } })))
    break
  }
  const outcome = await training.outcome
  expect(seen).toEqual([1])
  expect(outcome).toMatchObject({ status: 'stopped', ref: { epoch: 2, step: 0 } })
})

test('a thread’s memory does not grow from trial to trial', async () => {
  await using threads = await pool({ entry: mortal })
  const layers = [256, 256, 2].map((units) => tinyLayer(units, 'relu'))
  const wide = tinyJob({ spec: { ...tinyJob().spec, layers } })
  const bytesAfter = async (trials: number) => {
    for (let trial = 0; trial < trials; trial++) await finished(threads.start(wide))
    return (await finished(threads.start(tinyJob({ seed: TELLS_MEMORY })))).outcome
  }
  const once = await bytesAfter(1)
  expect(once).toMatchObject({ code: 'MEMORY' })
  expect(await bytesAfter(8)).toEqual(once)
})

test('stopped in the middle of an epoch and resumed, a trial ends with the bits of an undisturbed one', async () => {
  await using threads = await pool()
  const undisturbed = await finished(threads.start(tinyJob()))
  // It waits for the only thread while it is told to stop, so that it ends after its first batch.
  const other = threads.start(endless())
  const training = threads.start(tinyJob())
  training.stop()
  other.stop()
  const stopped = await finished(training)
  if (stopped.outcome.status !== 'stopped') throw new Error(stopped.outcome.status)
  expect(stopped.outcome.ref).toEqual({ epoch: 0, step: 1 })
  const resume = decodeCheckpoint(stopped.outcome.checkpoint)
  expect(await finished(threads.start(tinyJob({ resume })))).toEqual(undisturbed)
})

test('an error in a thread is data, and that thread takes no other trial', async () => {
  await using threads = await pool({ entry: mortal })
  const tasksOfThread = async () => (await finished(threads.start(tinyJob({ seed: TELLS_TASKS })))).outcome
  await finished(threads.start(tinyJob()))
  expect(await tasksOfThread()).toMatchObject({ message: '2' })
  const [hidden] = tinyJob().spec.layers
  const broken = await finished(threads.start(tinyJob({ spec: { ...tinyJob().spec, layers: [hidden!] } })))
  expect(broken.outcome).toMatchObject({ status: 'failed', code: 'MODEL_OUTPUT' })
  expect(await tasksOfThread()).toMatchObject({ message: '1' })
})

test('a thread that dies in the middle of a trial ends that trial and no other', async () => {
  await using threads = await pool({ threads: 2, entry: mortal })
  const [dead, alive] = await Promise.all([
    finished(threads.start(tinyJob({ seed: DIES }))),
    finished(threads.start(tinyJob())),
  ])
  expect(dead.reports).toHaveLength(1)
  expect(dead.outcome).toMatchObject({ status: 'failed', code: 'THREAD_ENDED' })
  expect(alive).toMatchObject({ outcome: { status: 'complete' } })
  expect(await finished(threads.start(tinyJob()))).toEqual(alive)
})

test('a thread that does not listen is killed with the words of who killed it, and its neighbour goes on', async () => {
  await using threads = await pool({ threads: 2, entry: mortal })
  const hung = threads.start(tinyJob({ seed: HANGS }))
  const neighbour = finished(threads.start(tinyJob()))
  const end = finished(hung)
  await vi.waitFor(() => expect(hung.beats).toBe(1), { timeout: 20_000 })
  hung.stop()
  hung.kill('TRIAL_STALLED', 'No batch.')
  hung.kill('LATER', 'Who comes later has no say.')
  expect((await end).outcome).toEqual({ status: 'failed', code: 'TRIAL_STALLED', message: 'No batch.' })
  expect(await neighbour).toMatchObject({ outcome: { status: 'complete' } })
  expect(await finished(threads.start(tinyJob()))).toEqual(await neighbour)
})

test('what a thread posts that is no message fails its trial', async () => {
  await using threads = await pool({ entry: mortal })
  const { outcome } = await finished(threads.start(tinyJob({ seed: POSTS_NONSENSE })))
  expect(outcome).toMatchObject({ status: 'failed', code: 'THREAD_MESSAGE' })
})

test('a thread that throws null has not succeeded', async () => {
  await using threads = await pool({ entry: mortal })
  const { outcome } = await finished(threads.start(tinyJob({ seed: THROWS_NULL })))
  expect(outcome).toMatchObject({ status: 'failed', code: 'THREAD_ENDED' })
})

test('a pool whose threads cannot start says so at once', async () => {
  const entry = new URL('./no-such-thread.ts', import.meta.url)
  await expect(pool({ entry })).rejects.toMatchObject({ code: 'THREAD_START' })
})

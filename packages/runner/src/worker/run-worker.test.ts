import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { sweepDigest, trialId } from '@hypersweep/sweep'
import { expect, test, vi } from 'vitest'
import { bestCheckpoint } from '../checkpoints/best-checkpoint.ts'
import { prepareData } from '../data/prepare-data.ts'
import { numericsId } from '../numerics/numerics-id.ts'
import { tinySweep } from '../testing/tiny-sweep.ts'
import { runWorker } from './run-worker.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const RATES = [0.03, 0.1, 0.3, 1]

/** Runs the tiny sweep over four learning rates on moons, by so many threads, to its end. */
async function runSweep(threads: number) {
  const { spec, ...tiny } = tinySweep({
    objective: { ...tinySweep().spec.objective, data: { source: 'moons', rows: 80 } },
  })
  const sweep = { ...tiny, numerics: await numericsId(), spec: (await prepareData(spec, { root: '.' })).spec }
  const store = memorySweepStore()
  const checkpoints = memoryCheckpointStore()
  const ids = RATES.map((_, number) => trialId(sweep.id, number))
  await store.addSweep(sweep)
  await store.addTrials(
    sweep.id,
    RATES.map((rate, number) => ({ number, params: { learning_rate: rate }, seed: 5 })),
  )
  await using queue = memoryTrialQueue()
  await queue.offer(ids.map((trial) => ({ trial, generation: 1 })))
  const stop = new AbortController()
  let ended = 0
  const log = (line: string) => {
    ended += Number(line.includes('complete'))
    if (ended === RATES.length) stop.abort()
  }
  await runWorker({ queue, store, checkpoints, threads, worker: 'ada', dataRoot: '.', log, signal: stop.signal })
  const records = await Promise.all(ids.map(async (id) => (await store.trial(id))!))
  return { records, digest: sweepDigest(records), sweep, checkpoints }
}

test('a sweep has one digest, whether 1 or 3 threads trained it', async () => {
  const [one, three] = [await runSweep(1), await runSweep(3)]
  expect(one.records.map(({ state }) => state.status)).toEqual(Array(4).fill('complete'))
  expect(three.digest).toBe(one.digest)
})

test('the best checkpoint of a trial is that of its scored epoch', async () => {
  const { records, sweep, checkpoints } = await runSweep(2)
  for (const trial of records) {
    const checkpoint = await bestCheckpoint({ checkpoints, sweep, trial })
    expect(checkpoint.epoch).toBe(trial.best!.epoch)
    expect(checkpoint.history.at(-1)!.metrics).toEqual(trial.best!.metrics)
  }
})

test('a checkpoint that is gone, or of another sweep, is told', async () => {
  const { records, sweep, checkpoints } = await runSweep(2)
  const [trial] = records
  const other = { ...sweep, numerics: 'f'.repeat(64) }
  await expect(bestCheckpoint({ checkpoints, sweep: other, trial: trial! })).rejects.toMatchObject({
    code: 'CHECKPOINT_FOREIGN',
  })
  const nothing = memoryCheckpointStore()
  await expect(bestCheckpoint({ checkpoints: nothing, sweep, trial: trial! })).rejects.toMatchObject({
    code: 'CHECKPOINT_GONE',
  })
})

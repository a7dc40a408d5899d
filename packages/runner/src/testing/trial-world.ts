import {
  type CheckpointStore,
  type SweepRecord,
  type SweepStore,
  sweepDigest,
  type Trial,
  type TrialId,
  trialId,
} from '@hypersweep/sweep'
import { loadKernels } from '../kernels/load-kernels.ts'
import { type ThreadPool, threadPool } from '../pool/thread-pool.ts'
import type { TrialContext } from '../trial/context.ts'
import { runTrial } from '../trial/run-trial.ts'
import { solitude } from '../trial/solitude.ts'
import { underWay } from '../trial/under-way.ts'
import { tinyData, tinyJob } from './tiny-job.ts'
import { tinySweep } from './tiny-sweep.ts'

export interface WorldOptions {
  store: SweepStore
  checkpoints: CheckpointStore
  sweep?: SweepRecord
  trial?: Partial<Trial>
}

/** A store with one trial in it, and workers that come and go. */
export interface TrialWorld extends Required<Omit<WorldOptions, 'trial'>> {
  id: TrialId
  /** What the workers said. */
  said: string[]
  /** Runs the trial as a worker would, here with other ports or under another name. */
  run(change?: Partial<TrialContext>): ReturnType<typeof runTrial>
  record(): Promise<NonNullable<Awaited<ReturnType<SweepStore['trial']>>>>
  digest(): Promise<string>
}

/** One for all worlds of a test file. */
export async function tinyPool(threads = 2): Promise<ThreadPool> {
  return threadPool({ threads, kernels: await loadKernels(), log: () => undefined })
}

export async function trialWorld(pool: ThreadPool, options: WorldOptions): Promise<TrialWorld> {
  const { store, checkpoints, sweep = tinySweep(), trial } = options
  await store.addSweep(sweep)
  await store.addTrials(sweep.id, [{ number: 0, params: { learning_rate: 0.1 }, seed: tinyJob().seed, ...trial }])
  const id = trialId(sweep.id, 0)
  const said: string[] = []
  const record = async () => (await store.trial(id))!
  const context: TrialContext = {
    store,
    checkpoints,
    pool,
    openSweep: async () => ({ sweep, data: tinyData() }),
    worker: 'ada',
    leaseMs: 15_000,
    solitude: solitude(),
    underWay: underWay(),
    log: (line) => said.push(line),
    signal: new AbortController().signal,
  }
  return {
    store,
    checkpoints,
    sweep,
    id,
    said,
    record,
    run: (change) => runTrial(id, { ...context, ...change }),
    digest: async () => sweepDigest([await record()]),
  }
}

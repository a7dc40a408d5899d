import { memoryCheckpointStore, memorySweepStore } from '@hypersweep/adapters'
import type { Kernels } from '@hypersweep/core'
import { randomStream } from '@hypersweep/numbers'
import { isEnded, type SweepStore, sweepDigest, type TrialRecord, trialId } from '@hypersweep/sweep'
import { tinySweep, tinyTraining } from '../tiny-sweep.ts'
import { type SimulatedEvent, strike } from './events.ts'
import { judge } from './judge.ts'
import { queueServer } from './lossy-queue.ts'
import { pause } from './pause.ts'
import { simulatedDriver } from './simulated-driver.ts'
import { simulatedWorker } from './simulated-worker.ts'
import { spoilableDisk } from './spoilable-disk.ts'

export const LEASE_MS = 3000
const EPOCHS = 8
const WORKERS = ['ada', 'ben', 'cyd']
/** How long a sweep may take. */
const LIMIT_MS = 300_000

const training = tinyTraining({ epochs: EPOCHS })
const sweep = tinySweep({ objective: { ...tinySweep().spec.objective, training } })
const numbers = Array.from({ length: 8 }, (_, number) => number)
const trials = numbers.map((number) => trialId(sweep.id, number))

/** What happens to a sweep. */
export interface Plan {
  /** Of how long messages take. */
  seed: number
  events: readonly SimulatedEvent[]
}

/** What a sweep came to, and what happened on the way. */
export interface Outcome {
  digest: string
  violations: readonly string[]
  staleRefused: number
  resumed: number
}

/** Runs a sweep on the clock of the test: faults as planned, then none, until every trial has ended. */
export async function simulateSweep(kernels: Kernels, { seed, events }: Plan): Promise<Outcome> {
  const store = await newStore()
  const judged = judge(store)
  const [server, disk] = [queueServer(), spoilableDisk(memoryCheckpointStore())]
  const random = randomStream(seed, 'sampler')
  let resumed = 0
  const workers = WORKERS.map((name) =>
    simulatedWorker({
      name,
      kernels,
      sweep,
      store: judged.store,
      server,
      checkpoints: disk.checkpoints,
      leaseMs: LEASE_MS,
      latencyMs: () => 1 + 30 * random.uniform(),
      onCompute: judged.compute,
      log: (line) => (resumed += Number(line.includes('resumed from'))),
    }),
  )
  const driver = simulatedDriver(store, server, sweep.id)
  driver.start()
  for (const event of events) {
    setTimeout(() => strike(event, { workers, driver, server, disk, trials }), event.atMs)
  }
  await allEnded(store)
  // What is still on its way must change nothing any more.
  await pause(2 * LEASE_MS)
  driver.kill()
  for (const worker of workers) worker.end()
  const records = await Promise.all(trials.map(async (trial) => (await store.trial(trial))!))
  const violations = [...judged.violations, ...records.flatMap(faultsOf)]
  return { digest: sweepDigest(records), violations, staleRefused: judged.staleRefused, resumed }
}

async function newStore(): Promise<SweepStore> {
  const store = memorySweepStore({ leaseMs: LEASE_MS })
  await store.addSweep(sweep)
  await store.addTrials(
    sweep.id,
    numbers.map((number) => ({ number, params: { learning_rate: 0.1 + 0.01 * number }, seed: number })),
  )
  return store
}

async function allEnded(store: SweepStore): Promise<void> {
  for (let waitedMs = 0; waitedMs < LIMIT_MS; waitedMs += 1000) {
    await pause(1000)
    if ((await store.summaries(sweep.id)).every(isEnded)) return
  }
}

function faultsOf({ id, state, failures, reports }: TrialRecord): string[] {
  const epochs = reports.map(({ epoch }) => epoch)
  if (state.status !== 'complete') return [`${id} is not complete: ${JSON.stringify(state)}`]
  if (epochs.length !== EPOCHS || epochs.some((epoch, index) => epoch !== index + 1)) {
    return [`${id} has epochs ${epochs}`]
  }
  return failures > 0 ? [`${id} is said to have failed ${failures} times`] : []
}

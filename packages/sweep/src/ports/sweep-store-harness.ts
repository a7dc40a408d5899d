import { expect } from 'vitest'
import type { SweepSpec } from '../spec.ts'
import { type EpochReport, type Metrics, type Trial, type TrialEnd, type TrialId, trialId } from '../trial.ts'
import type { Claim, Owner, SweepRecord, SweepStore, WriteReply } from './sweep-store.ts'

/** What the suite needs of an adapter of SweepStore. */
export interface SweepStoreHarness extends AsyncDisposable {
  /** Opens the store; every call opens the same data. */
  open(): Promise<SweepStore>
  /** How long a lease lasts. */
  leaseMs: number
  /** Lets this much time pass on the store's own clock. */
  elapse(ms: number): Promise<void>
}

const spec: SweepSpec = {
  name: 'mnist',
  method: 'grid',
  metric: { name: 'val_accuracy', goal: 'maximize', at: 'best' },
  parameters: [{ name: 'momentum', distribution: { kind: 'categorical', values: [0.5, 0.9, 'none', true] } }],
  objective: { data: { source: 'mnist' }, model: { layers: [{ dense: 10 }] }, training: { epochs: 3 } },
  seed: 9_007_199_254_740_991,
  replicates: 1,
  retry: { max: 3 },
  limits: { stallSeconds: 600 },
  checkpoints: { every: 1, keep: 'best+last', topK: 50 },
  ensemble: { method: 'average', top: 5, size: 25 },
}

export const mnist: SweepRecord = sweep('mnist00000', 'mnist')
export const digits: SweepRecord = sweep('digits0000', 'digits')

export function sweep(id: string, name: string): SweepRecord {
  return { id, name, spec: { ...spec, name }, numerics: 'a'.repeat(64), createdAt: 1_795_000_000_123 }
}

/** Trials with values that are easily spoilt on their way through text or a database. */
export const trials: readonly Trial[] = [
  { number: 0, params: { momentum: 0.1 + 0.2, nesterov: true, optimizer: 'größe "1"\n' }, seed: 2 ** 53 - 1 },
  { number: 1, params: { momentum: -0, rate: 5e-324 }, seed: 0 },
  { number: 2, params: {}, seed: 4_294_967_296 },
]

export const zero: TrialId = trialId(mnist.id, 0)
export const one: TrialId = trialId(mnist.id, 1)
export const two: TrialId = trialId(mnist.id, 2)

export const ada: Owner = { token: 'token-of-ada', worker: 'ada' }
export const ben: Owner = { token: 'token-of-ben', worker: 'ben' }
export const cyd: Owner = { token: 'token-of-cyd', worker: 'cyd' }

export const timing = { seconds: 0.1, samplesPerSecond: 1e6 / 3 }
export const complete = (score: number): TrialEnd => ({
  status: 'complete',
  best: { epoch: 1, score, metrics: { val_accuracy: score } },
  weightsSha256: 'b'.repeat(64),
})
export const failed: TrialEnd = { status: 'failed', reason: 'diverged', message: 'The loss is "NaN" at step 7.' }

/** A store with the sweep `mnist` and its three trials. */
export async function filled(harness: SweepStoreHarness): Promise<SweepStore> {
  const store = await harness.open()
  await store.addSweep(mnist)
  await store.addTrials(mnist.id, trials)
  return store
}

export async function claimed(store: SweepStore, trial: TrialId, owner: Owner): Promise<Claim> {
  const reply = await store.claim(trial, owner)
  expect(reply).toMatchObject({ status: 'claimed' })
  return (reply as { claim: Claim }).claim
}

/** Reports an epoch whose best is itself. */
export function report(store: SweepStore, claim: Claim, epoch: number, metrics: Metrics): Promise<unknown> {
  const made: EpochReport = { epoch, metrics }
  const score = Object.values(metrics)[0] ?? 0
  return store.report(claim, made, { timing, best: { epoch, score, metrics } })
}

export const accepted: WriteReply = { status: 'accepted' }
export const stale: WriteReply = { status: 'stale' }

import type { NetworkSpec } from '@hypersweep/core'
import type { CheckpointStore, Claim, EpochReport, SweepStore } from '@hypersweep/sweep'
import type { Log } from '../log.ts'
import type { ThreadPool } from '../pool/thread-pool.ts'
import type { OpenSweep, OpenSweeps } from './open-sweeps.ts'

/** What a worker brings to each of its trials. */
export interface TrialContext {
  store: SweepStore
  checkpoints: CheckpointStore
  pool: ThreadPool
  openSweep: OpenSweeps
  /** This worker's name, for people. */
  worker: string
  /** How often a lease is renewed. */
  renewMs: number
  log: Log
  /** Aborted when the worker drains: checkpoint, give the trial back, take nothing new. */
  signal: AbortSignal
}

/** One claim of one trial under way. */
export interface Attempt extends OpenSweep {
  context: TrialContext
  claim: Claim
  spec: NetworkSpec
  /** Every epoch that this trial has reached, in order. */
  history: EpochReport[]
  /** Says something about this trial. */
  say: Log
}

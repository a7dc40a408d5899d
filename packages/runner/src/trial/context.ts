import type { NetworkSpec } from '@hypersweep/core'
import type { CheckpointStore, Claim, EpochReport, FailReason, SweepStore } from '@hypersweep/sweep'
import type { Log } from '../log.ts'
import type { ThreadPool } from '../pool/thread-pool.ts'
import type { Lease } from './keep-lease.ts'
import type { OpenSweep, OpenSweeps } from './open-sweeps.ts'
import type { Solitude } from './solitude.ts'
import type { UnderWay } from './under-way.ts'

/** Told what happens to attempts, by who counts; must not throw. What the ports see, is counted there. */
export interface TrialObserver {
  /** The thread of an attempt has made its first step, so long after the claim was accepted. */
  firstStep?(seconds: number): void
  /** An attempt was given back to be tried again, and why. */
  triedAgain?(reason: FailReason): void
}

/** What a worker brings to each of its trials. */
export interface TrialContext {
  store: SweepStore
  checkpoints: CheckpointStore
  pool: ThreadPool
  openSweep: OpenSweeps
  /** This worker's name, for people. */
  worker: string
  /** How long the store's leases last. */
  leaseMs: number
  /** Who may train beside whom. */
  solitude: Solitude
  /** What this process is training. */
  underWay: UnderWay
  observer?: TrialObserver
  log: Log
  /** Aborted when the worker drains: checkpoint, give the trial back, take nothing new. */
  signal: AbortSignal
}

/** One claim of one trial under way. */
export interface Attempt extends OpenSweep {
  context: TrialContext
  claim: Claim
  /** When it was accepted, by `performance.now`. */
  claimedAt: number
  lease: Lease
  /** Whether no other trial is trained in this process meanwhile. */
  isAlone: boolean
  spec: NetworkSpec
  /** Every epoch that this trial has reached, in order. */
  history: EpochReport[]
  /** What the network of the scored epoch makes of the validation rows, where this attempt has reached it. */
  probabilities?: { epoch: number; file: Uint8Array }
  /** Says something about this trial. */
  say: Log
}

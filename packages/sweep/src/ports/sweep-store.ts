import type { Control } from '../control.ts'
import type { Decline } from '../decline.ts'
import type { MetricSpec, SweepSpec } from '../spec.ts'
import type {
  EpochReport,
  EpochTiming,
  Metrics,
  PastTrial,
  ScoredEpoch,
  Trial,
  TrialEnd,
  TrialId,
  TrialRecord,
  TrialSummary,
} from '../trial.ts'
import type { TrialEvent } from '../trial-event.ts'

export interface SweepRecord {
  /** 10 random characters of a-z and 0-9. */
  id: string
  /** Unique in the store. */
  name: string
  spec: SweepSpec
  /** Which numeric code the sweep was started with; see the runner. */
  numerics: string
  /** Milliseconds since 1970, for people; nothing is decided by it. */
  createdAt: number
}

/** Who asks for a claim: a random token, never used for two claims, and a name for people. */
export interface Owner {
  token: string
  worker: string
}

/** By what the store knows a claim. */
export interface ClaimId {
  trial: TrialId
  /** 1 for the first claim of the trial. */
  attempt: number
  token: string
}

/** A worker's right to write for a trial. */
export interface Claim extends ClaimId {
  /** The trial with what was reported before, at the time of the claim. */
  record: TrialRecord
}

export type ClaimReply =
  | { status: 'claimed'; claim: Claim }
  /** Another owner holds a live lease. */
  | { status: 'held' }
  /** The trial has ended, is cancelled, or does not exist. */
  | { status: 'ended' }
  /** Its sweep is paused. */
  | { status: 'paused' }

/** Why an attempt is given back: what it adds to the trial's counts (0 where absent), and why, for people. */
export interface Setback {
  text: string
  failures?: number
  crashes?: number
}

/** Which trials `top` has. */
export interface TopOptions {
  goal: MetricSpec['goal']
  /** How many at most. */
  count: number
}

export interface TopTrials {
  /** How many trials the sweep has. */
  trials: number
  /** How many of them are complete. */
  complete: number
  /** Best first. */
  best: TrialSummary[]
}

/** How a trial comes to a later stage of its sweep; see `specAt`. */
export interface Advance {
  stage: number
  /** Whether what it reported holds at that stage too. */
  reports: 'keep' | 'drop'
  /** Of a trial that has ended: whether it is trained further or again, or stays as it ended. */
  ended: 'reopen' | 'keep'
}

/**
 * `stale`: the claim is not, or no longer, the trial's; nothing was written, and the writer must stop. `isCancelled`, told
 * by `renew` and `report`: the sweep is cancelled, and the writer should checkpoint and release.
 */
export type WriteReply = { status: 'accepted'; isCancelled?: boolean } | { status: 'stale' }

export type ReportReply =
  | WriteReply
  /** This epoch was reported before with other values. The first values stay. */
  | { status: 'mismatch'; first: Metrics; firstWorker: string }

/**
 * The truth about sweeps and trials.
 *
 * Fenced writes (`renew`, `report`, `release`, `finish`) carry a claim; they are accepted while it is the trial's last
 * one, its token matches and the trial is running, whether or not its lease has run out. They are idempotent: a repeat
 * of an accepted write (a reply may have been lost) is answered as the first was. The lease lasts `leaseMs` on the store's own clock and is
 * renewed by `claim`, `renew` and `report`.
 *
 * Promises, each a sentence of the suite in `sweep-store.conformance.ts`:
 * - the first sweep of a name wins: `addSweep` with a taken name returns the stored one and changes nothing;
 * - `rename` moves a sweep to a free name and keeps its trials;
 * - the first trial of a number wins: `addTrials` again changes nothing;
 * - a waiting trial can be claimed, and its claim carries number, params, seed and earlier reports;
 * - a trial whose lease is live is `held`; the same token claiming again gets the same claim;
 * - a trial whose lease has run out can be claimed by another, with the next attempt number;
 * - `renew` and `report` extend the lease;
 * - after another's claim, every write of the older claim is `stale` and changes nothing;
 * - `report` keeps the first value of an epoch; the same values again are accepted, others are a `mismatch` that changes nothing;
 * - metrics come back with every bit;
 * - `release` makes the trial waiting at once, keeps its reports, and counts what a setback says, with its text;
 * - crashes are counted from the last epoch that was new when it was reported;
 * - `finish` ends the trial once: a repeat by its owner is accepted, any other is stale, the first end stays;
 * - an ended trial cannot be claimed;
 * - `reopen` makes an ended trial waiting under the next generation, keeps its reports and forgets failures, crashes and setback; on any other it does nothing;
 * - `raiseGeneration` counts once however many callers name the same generation;
 * - `replaceSpec` puts a spec in the place of the one that the caller has read, and returns what is stored; where another is stored it changes nothing;
 * - `advance` brings a trial of an earlier stage to this one, as `reopen` does and whoever runs it; one that has ended may stay so, reports are kept or dropped, and a trial of this stage or a later one is left alone;
 * - `takeOver` gives every running trial of the sweep back with a setback, at once, and touches no other;
 * - a paused sweep hands out no trial that waits, its running ones go on, and no other sweep is touched;
 * - under `stop` the waiting trials are cancelled and the running ones end; under `run` they wait again with all they had;
 * - under `cancel` the replies of `renew` and `report` say so, and what is released is cancelled;
 * - under `stop` and `cancel` a trial whose lease has run out is cancelled when it is next claimed;
 * - `removeSweep` takes a sweep away with its trials, and no other's; its name is free, and a repeat does nothing;
 * - `checkpointPlace` is what was last set of the sweep, until that is removed, and none of a sweep that is not there;
 * - `importTrials` puts trials in with all that became of them elsewhere; one that was claimed or has ended here stays as it is;
 * - `top` has the best of the complete trials as summaries, ties by number, and says how many trials there are and how many of them are complete;
 * - `events` tells what happened to a trial in order, each with its time, attempt, worker and epoch, and why; the last hundred of them;
 * - `declines` tells which workers leave a sweep to others, by name, and why; the last hundred that said so, each by its last word, until it accepts the sweep or four leases have passed;
 * - summaries come in number order and hold what `trial` holds, less the reports.
 */
export interface SweepStore extends AsyncDisposable {
  addSweep(sweep: SweepRecord): Promise<SweepRecord>
  rename(sweepId: string, name: string): Promise<void>
  sweep(id: string): Promise<SweepRecord | undefined>
  sweepNamed(name: string): Promise<SweepRecord | undefined>
  /** In the order in which they were added. */
  sweeps(): Promise<SweepRecord[]>
  /** `run` for a sweep that is not there. */
  control(sweepId: string): Promise<Control>
  setControl(sweepId: string, control: Control): Promise<void>
  removeSweep(sweepId: string): Promise<void>
  /** Where its checkpoints are, as `--checkpoints` takes it; none before a driver has said so. */
  checkpointPlace(sweepId: string): Promise<string | undefined>
  setCheckpointPlace(sweepId: string, place: string): Promise<void>
  /** A worker says that it leaves the sweep's trials to others; nothing for a sweep that is not there. */
  decline(sweepId: string, decline: Decline): Promise<void>
  /** Takes that back. */
  accept(sweepId: string, worker: string): Promise<void>
  declines(sweepId: string): Promise<Decline[]>
  replaceSpec(sweepId: string, from: SweepSpec, to: SweepSpec): Promise<SweepRecord>

  addTrials(sweepId: string, trials: readonly Trial[]): Promise<void>
  importTrials(sweepId: string, trials: readonly PastTrial[]): Promise<void>
  summaries(sweepId: string): Promise<TrialSummary[]>
  /** What a leaderboard begins with, without reading all trials. */
  top(sweepId: string, options: TopOptions): Promise<TopTrials>
  trial(id: TrialId): Promise<TrialRecord | undefined>
  /** Empty for a trial that is not there. */
  events(id: TrialId): Promise<TrialEvent[]>

  claim(trial: TrialId, owner: Owner): Promise<ClaimReply>
  renew(claim: ClaimId): Promise<WriteReply>
  /** `best`: the best epoch so far, this one included, for summaries. */
  report(claim: ClaimId, report: EpochReport, extra: { timing: EpochTiming; best: ScoredEpoch }): Promise<ReportReply>
  release(claim: ClaimId, setback?: Setback): Promise<WriteReply>
  finish(claim: ClaimId, end: TrialEnd): Promise<WriteReply>

  reopen(trial: TrialId): Promise<void>
  advance(trial: TrialId, advance: Advance): Promise<void>
  /** Raises the generation from `from` to `from + 1` unless that happened already; returns the generation now. */
  raiseGeneration(trial: TrialId, from: number): Promise<number>
  /** For a caller who knows that who worked on the sweep is dead: leases of the dead need not be waited for. */
  takeOver(sweepId: string, setback: Setback): Promise<void>
}

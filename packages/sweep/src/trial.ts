/** The values of one point of the search space, by axis name. */
export type Params = Readonly<Record<string, ParamValue>>
export type ParamValue = number | string | boolean

/** Metrics of one epoch by name: compared and hashed, never a time. Every value is finite. */
export type Metrics = Readonly<Record<string, number>>

export interface EpochReport {
  /** How many epochs are complete: 1 after the first. */
  epoch: number
  metrics: Metrics
}

/** What the runner measured beside a report; neither compared nor hashed. */
export interface EpochTiming {
  seconds: number
  samplesPerSecond: number
}

/** `<sweep id>-<number>`: one word that fits a queue's job id, a file's name and a key. */
export type TrialId = string & { readonly trial: unique symbol }

export function trialId(sweepId: string, number: number): TrialId {
  return `${sweepId}-${number}` as TrialId
}

export function parseTrialId(id: TrialId): { sweepId: string; number: number } {
  const cut = id.lastIndexOf('-')
  return { sweepId: id.slice(0, cut), number: Number(id.slice(cut + 1)) }
}

/** One set of Params with a number and a seed; see `sweepTrials` for how it is numbered. */
export interface Trial {
  number: number
  params: Params
  seed: number
  /** Under which of its sweep's stages it is trained, and all that is known of it was found; 0 where absent. */
  stage?: number
}

export type FailReason = 'invalid' | 'diverged' | 'error' | 'timeout' | 'memory' | 'mismatch' | 'quarantined'

/** The epoch that scores a trial: the best one (ties: the earlier), or the last where `metric.at` is `last`. */
export interface ScoredEpoch {
  epoch: number
  score: number
  metrics: Metrics
}

/** How a trial ended; set once by `finish`, kept for good. */
export type TrialEnd =
  | { status: 'complete'; best: ScoredEpoch; weightsSha256: string }
  | { status: 'failed'; reason: FailReason; message: string }

export const TRIAL_STATES = [
  'waiting',
  'running',
  'complete',
  'failed',
  'cancelled',
] as const satisfies TrialState['status'][]

export type TrialState =
  | { status: 'waiting' }
  | { status: 'running'; worker: string }
  | TrialEnd
  /** It waited when its sweep was stopped or cancelled; it waits again when that is taken back. */
  | { status: 'cancelled' }

/** A trial as lists show it: small, one per trial, without its reports. */
export interface TrialSummary extends Trial {
  id: TrialId
  state: TrialState
  /** Raised each time the trial is offered to a queue that had lost it. */
  generation: number
  /** How many times it was claimed. */
  claims: number
  /** How many of these ended in an error of the trial itself. */
  failures: number
  /** How many attempts in a row took their process with them; set back to 0 when an epoch is reported that is new. */
  crashes: number
  /** Why the trial was last given back before its end, in words. */
  setback?: string
  /** The last reported epoch; 0 before the first. */
  epoch: number
  /** The best epoch so far, or of the whole trial once it is complete. */
  best?: ScoredEpoch
}

/** A trial with its whole curve. */
export interface TrialRecord extends TrialSummary {
  reports: readonly (EpochReport & { timing: EpochTiming; worker: string })[]
}

/** What became of a trial in another store, where it is in nobody's hands. */
export type PastTrial = Omit<TrialRecord, 'id' | 'state'> & { state: { status: 'waiting' } | TrialEnd }

/** Whether nobody will train a trial any more; only `reopen`, or a sweep that goes on, takes that back. */
export function isEnded({ state }: Pick<TrialSummary, 'state'>): boolean {
  return state.status !== 'waiting' && state.status !== 'running'
}

/** As `isEnded`, but for what was cancelled, which goes on when its sweep does. */
export function isEndedForGood(trial: Pick<TrialSummary, 'state'>): boolean {
  return isEnded(trial) && trial.state.status !== 'cancelled'
}

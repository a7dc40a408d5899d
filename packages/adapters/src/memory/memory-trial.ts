import {
  type Advance,
  type ClaimId,
  type ClaimReply,
  type Control,
  type EpochReport,
  type EpochTiming,
  endWords,
  isEnded,
  type Owner,
  type ReportReply,
  type ScoredEpoch,
  type Setback,
  type Trial,
  type TrialEnd,
  type TrialEvent,
  type TrialId,
  type TrialRecord,
  type TrialSummary,
  type WriteReply,
} from '@hypersweep/sweep'
import { metricsText } from '../exact-json.ts'

/** A trial as the memory store keeps it: what a reader sees, and what fences its writers. */
export interface MemoryTrial {
  record: TrialRecord
  /** Of the last claim; undefined before the first and after `reopen`. */
  token: string | undefined
  leaseUntil: number
  /** Who holds, or last held, it. */
  worker: string
  events: TrialEvent[]
}

/** A trial that nobody has held here. */
export function untouched(record: TrialRecord): MemoryTrial {
  return { record, token: undefined, leaseUntil: 0, worker: '', events: [] }
}

export function newTrial(id: TrialId, { number, params, seed, stage = 0 }: Trial): MemoryTrial {
  const nothingYet = {
    state: { status: 'waiting' },
    generation: 0,
    claims: 0,
    failures: 0,
    crashes: 0,
    epoch: 0,
    reports: [],
  } as const
  const trial = { number, params: { ...params }, seed, ...(stage > 0 && { stage }) }
  return untouched({ ...trial, id, ...nothingYet })
}

/** Notes what happens, before or after it changes the trial. */
function note({ record, worker, events }: MemoryTrial, at: number, what: TrialEvent['what'], text?: string): void {
  const { claims, epoch } = record
  events.push({ at, what, attempt: claims, worker, epoch, ...(text !== undefined && { text }) })
}

export interface Claiming {
  now: number
  leaseMs: number
  /** Of the trial's sweep. */
  control: Control
}

export function claimTrial(trial: MemoryTrial, owner: Owner, { now, leaseMs, control }: Claiming): ClaimReply {
  const { record } = trial
  if (isEnded(record)) return { status: 'ended' }
  const isRepeat = record.state.status === 'running' && trial.token === owner.token
  if (record.state.status === 'running' && !isRepeat && trial.leaseUntil > now) return { status: 'held' }
  if (record.state.status === 'running' && !isRepeat) note(trial, now, 'lost')
  if (!isRepeat && control !== 'run') {
    trial.record = { ...record, state: { status: 'waiting' } }
    return { status: control === 'pause' ? 'paused' : 'ended' }
  }
  if (!isRepeat) {
    trial.token = owner.token
    trial.worker = owner.worker
    trial.record = { ...record, state: { status: 'running', worker: owner.worker }, claims: record.claims + 1 }
    note(trial, now, 'claimed')
  }
  trial.leaseUntil = now + leaseMs
  const claim = { trial: record.id, attempt: trial.record.claims, token: owner.token, record: trial.record }
  return { status: 'claimed', claim }
}

export function renewTrial(
  trial: MemoryTrial,
  claim: ClaimId,
  { now, leaseMs }: { now: number; leaseMs: number },
): WriteReply {
  if (!isRunning(trial, claim)) return { status: 'stale' }
  trial.leaseUntil = now + leaseMs
  return { status: 'accepted' }
}

export function reportTrial(
  trial: MemoryTrial,
  claim: ClaimId,
  { epoch, metrics }: EpochReport,
  { timing, best }: { timing: EpochTiming; best: ScoredEpoch },
): ReportReply {
  if (!isRunning(trial, claim)) return { status: 'stale' }
  const text = metricsText(metrics)
  const { record } = trial
  const first = record.reports.find((each) => each.epoch === epoch)
  if (first) {
    if (metricsText(first.metrics) === text) return { status: 'accepted' }
    return { status: 'mismatch', first: first.metrics, firstWorker: first.worker }
  }
  const worker = record.state.status === 'running' ? record.state.worker : ''
  const reports = [...record.reports, { epoch, metrics, timing, worker }].sort((a, b) => a.epoch - b.epoch)
  trial.record = { ...record, reports, crashes: 0, epoch: Math.max(record.epoch, epoch), best }
  return { status: 'accepted' }
}

export function releaseTrial(
  trial: MemoryTrial,
  claim: ClaimId,
  setback: Setback | undefined,
  now: number,
): WriteReply {
  const { record } = trial
  if (isRunning(trial, claim)) {
    note(trial, now, 'given back', setback?.text)
    trial.record = { ...record, state: { status: 'waiting' }, ...(setback && counted(record, setback)) }
    return { status: 'accepted' }
  }
  return owns(trial, claim) && record.state.status === 'waiting' ? { status: 'accepted' } : { status: 'stale' }
}

export function takeOverTrial(trial: MemoryTrial, setback: Setback, now: number): void {
  const { record } = trial
  if (record.state.status !== 'running') return
  note(trial, now, 'given back', setback.text)
  trial.record = { ...record, state: { status: 'waiting' }, ...counted(record, setback) }
}

function counted(record: TrialRecord, { text, failures = 0, crashes = 0 }: Setback) {
  return { failures: record.failures + failures, crashes: record.crashes + crashes, setback: text }
}

export function finishTrial(trial: MemoryTrial, claim: ClaimId, end: TrialEnd, now: number): WriteReply {
  if (isRunning(trial, claim)) {
    note(trial, now, end.status, endWords(end))
    const best = end.status === 'complete' ? { best: end.best } : {}
    trial.record = { ...trial.record, state: end, ...best }
    return { status: 'accepted' }
  }
  return owns(trial, claim) && isEnded(trial.record) ? { status: 'accepted' } : { status: 'stale' }
}

export function reopenTrial(trial: MemoryTrial, now: number): void {
  if (isEnded(trial.record)) beginAgain(trial, now)
}

export function advanceTrial(trial: MemoryTrial, { stage, reports, ended }: Advance, now: number): void {
  const { record } = trial
  if ((record.stage ?? 0) >= stage) return
  const { best: _best, ...without } = record
  trial.record = reports === 'drop' ? { ...without, stage, reports: [], epoch: 0 } : { ...record, stage }
  if (ended === 'reopen' || !isEnded(record)) beginAgain(trial, now)
}

function beginAgain(trial: MemoryTrial, now: number): void {
  note(trial, now, 'reopened')
  const { record } = trial
  const { setback: _forgotten, ...kept } = record
  const anew = { state: { status: 'waiting' }, failures: 0, crashes: 0 } as const
  trial.record = { ...kept, ...anew, generation: record.generation + 1 }
  trial.token = undefined
}

export function raiseTrialGeneration(trial: MemoryTrial, from: number): number {
  const { record } = trial
  if (record.generation === from) trial.record = { ...record, generation: from + 1 }
  return trial.record.generation
}

export function summary({ record }: MemoryTrial): TrialSummary {
  const { reports: _reports, ...rest } = record
  return rest
}

function owns({ record, token }: MemoryTrial, claim: ClaimId): boolean {
  return record.claims === claim.attempt && token === claim.token
}

function isRunning(trial: MemoryTrial, claim: ClaimId): boolean {
  return trial.record.state.status === 'running' && owns(trial, claim)
}

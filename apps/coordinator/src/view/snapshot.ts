import type { Control, Decline, Params, SweepRecord, TrialRecord, TrialSummary } from '@hypersweep/sweep'
import { type DeclinesText, declinesText } from './declines-text.ts'

/** All that a screen of a sweep shows; nothing in it is a clock or a store. */
export interface Snapshot {
  name: string
  /** What a person has said of it. */
  control: Control
  metric: { name: string; goal: 'maximize' | 'minimize' }
  total: number
  waiting: number
  running: readonly RunningTrial[]
  complete: number
  failed: number
  cancelled: number
  best?: { number: number; score: number; epoch: number; params: Params }
  /** The newest failure that was seen, other than a training that diverged. */
  failure?: Failure
  /** Workers that train now, with how many trials each, by name. */
  workers: ReadonlyMap<string, number>
  /** Why nobody takes the trials that wait, where workers have said so and none is trained. */
  declines?: DeclinesText
  /** How many trials failed for each reason. */
  reasons: ReadonlyMap<string, number>
  /** What trains: `2 threads`, `4 workers`. */
  engine: string
  /** Since the watch began; missing for a single look. */
  elapsedSeconds?: number
  trialsPerMinute?: number
  secondsLeft?: number
}

export interface Failure {
  number: number
  reason: string
  message: string
}

export interface RunningTrial {
  number: number
  worker: string
  epoch: number
  epochs?: number
  /** The metric at each reported epoch. */
  curve: readonly number[]
  params: Params
}

/** What was measured while watching; `undefined` where there is not enough yet to say it. */
export interface Pace {
  elapsedSeconds?: number
  trialsPerMinute?: number
  secondsLeft?: number
}

export interface SnapshotInput {
  sweep: SweepRecord
  control?: Control
  summaries: readonly TrialSummary[]
  /** How many trials the sweep has, also those not added yet. */
  total: number
  /** Whole records of (some of) the running trials, for their curves. */
  records: readonly TrialRecord[]
  engine: string
  /** Who leaves its trials to others, where that matters; see `declinesOf`. */
  declines?: readonly Decline[]
  pace: Pace
  failure?: Failure
}

export function snapshot(input: SnapshotInput): Snapshot {
  const { sweep, control = 'run', declines = [], summaries, records, engine, pace, failure } = input
  // A sweep may be extended while it is watched.
  const total = Math.max(input.total, summaries.length)
  const { metric } = sweep.spec
  const best = bestSoFar(summaries, metric.goal)
  const running = summaries.filter((trial) => trial.state.status === 'running')
  const complete = count(summaries, 'complete')
  const failed = count(summaries, 'failed')
  const cancelled = count(summaries, 'cancelled')
  return {
    name: sweep.name,
    control,
    metric,
    total,
    waiting: total - running.length - complete - failed - cancelled,
    running: running.map((trial) => runningTrial(trial, sweep, records)),
    complete,
    failed,
    cancelled,
    workers: tally(running.flatMap(({ state }) => (state.status === 'running' ? [state.worker] : []))),
    reasons: tally(summaries.flatMap(({ state }) => (state.status === 'failed' ? [state.reason] : []))),
    engine,
    ...(failure && { failure }),
    ...(best && { best }),
    ...(declines.length > 0 && { declines: declinesText(sweep, declines) }),
    ...pace,
  }
}

/** How many epochs the trial has, where its spec says so plainly. */
export function epochsOf(trial: { params: Params }, sweep: SweepRecord): number | undefined {
  const epochs = trial.params['epochs'] ?? sweep.spec.objective.training['epochs']
  return typeof epochs === 'number' ? epochs : undefined
}

function runningTrial(trial: TrialSummary, sweep: SweepRecord, records: readonly TrialRecord[]): RunningTrial {
  const record = records.find((candidate) => candidate.id === trial.id)
  const epochs = epochsOf(trial, sweep)
  return {
    number: trial.number,
    worker: trial.state.status === 'running' ? trial.state.worker : '',
    epoch: trial.epoch,
    ...(epochs !== undefined && { epochs }),
    curve: (record?.reports ?? []).flatMap((report) => report.metrics[sweep.spec.metric.name] ?? []),
    params: trial.params,
  }
}

function bestSoFar(summaries: readonly TrialSummary[], goal: 'maximize' | 'minimize'): Snapshot['best'] | undefined {
  let best: Snapshot['best'] | undefined
  for (const { number, params, best: scored, state } of summaries) {
    if (!scored || state.status === 'failed') continue
    const isBetter = best === undefined || (goal === 'maximize' ? scored.score > best.score : scored.score < best.score)
    if (isBetter) best = { number, score: scored.score, epoch: scored.epoch, params }
  }
  return best
}

function count(summaries: readonly TrialSummary[], status: TrialSummary['state']['status']): number {
  return summaries.filter((trial) => trial.state.status === status).length
}

function tally(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names.toSorted()) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

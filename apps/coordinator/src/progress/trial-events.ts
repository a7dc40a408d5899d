import { isEnded, type TrialRecord, type TrialSummary } from '@hypersweep/sweep'
import type { SweepEvent } from '../schemas/events.ts'

type OfTrial = Extract<SweepEvent, { trial: number }>
/** An event before it is known when and of which sweep it is. */
export type TrialEvent = OfTrial extends infer One
  ? One extends OfTrial
    ? Omit<One, 'v' | 'at' | 'sweep'>
    : never
  : never

export interface TrialEventsOptions {
  /** The trial with its reports; asked only where there are new ones. */
  record: (trial: TrialSummary) => Promise<TrialRecord | undefined>
  /** How many epochs a trial will have, where that is known. */
  epochs: (trial: TrialSummary) => number | undefined
}

/** What has been told of a trial. */
interface Told {
  claims: number
  setbacks: number
  epoch: number
  isEnded: boolean
}

/**
 * What has happened to trials since the last call, in the order in which it happened to each. Of the first call, only
 * which trials run: the rest is history.
 *
 * It compares what the store says, so that nothing is told twice or lost, whoever trains and whatever dies.
 */
export function trialEvents({ record, epochs }: TrialEventsOptions) {
  const told = new Map<number, Told>()
  let isFirst = true
  return async (summaries: readonly TrialSummary[]): Promise<TrialEvent[]> => {
    const all: TrialEvent[] = []
    for (const trial of summaries) {
      const known = told.get(trial.number) ?? (isFirst ? historyOf(trial) : NEW)
      const reports = trial.epoch === known.epoch ? [] : ((await record(trial))?.reports ?? [])
      const last = reports.at(-1)?.epoch ?? trial.epoch
      // Epochs that are gone were given up: the trial is trained, and told, anew.
      const from = last < known.epoch ? 0 : known.epoch
      const news = reports.filter((report) => report.epoch > from)
      if (isNews(trial, known, news)) all.push(...eventsOf(trial, known, news, epochs(trial)))
      told.set(trial.number, { ...toldOf(trial), epoch: last })
    }
    isFirst = false
    return all
  }
}

const NEW: Told = { claims: 0, setbacks: 0, epoch: 0, isEnded: false }

function toldOf(trial: TrialSummary): Told {
  const { claims, failures, crashes, epoch } = trial
  return { claims, setbacks: failures + crashes, epoch, isEnded: isEnded(trial) }
}

/** What runs when the watch begins has just been taken, as far as who watches can tell. */
function historyOf(trial: TrialSummary): Told {
  const told = toldOf(trial)
  return trial.state.status === 'running' ? { ...told, claims: told.claims - 1 } : told
}

type Reports = TrialRecord['reports']

function isNews(trial: TrialSummary, known: Told, news: Reports): boolean {
  const now = toldOf(trial)
  const isSame = now.claims === known.claims && now.setbacks === known.setbacks && now.isEnded === known.isEnded
  return !isSame || news.length > 0
}

function eventsOf(trial: TrialSummary, known: Told, news: Reports, epochs: number | undefined): TrialEvent[] {
  const { number, claims, failures, crashes, setback, params, seed, state } = trial
  const worker = state.status === 'running' ? state.worker : (news.at(-1)?.worker ?? '')
  const isTaken = claims > known.claims
  const hasFailed = failures + crashes > known.setbacks && !isEnded(trial)
  const started = { event: 'trial-started', trial: number, attempt: claims, worker, params, seed } as const
  const starts: TrialEvent[] = isTaken ? [{ ...started, epoch: (news[0]?.epoch ?? trial.epoch + 1) - 1 }] : []
  const retries: TrialEvent[] = hasFailed
    ? [{ event: 'retry', trial: number, failures, crashes, message: setback ?? null }]
    : []
  const reports = news.map(({ epoch, metrics, timing, worker: by }): TrialEvent => {
    return {
      event: 'epoch',
      trial: number,
      epoch,
      epochs: epochs ?? null,
      worker: by,
      seconds: timing.seconds,
      metrics,
    }
  })
  const ends = isEnded(trial) && (!known.isEnded || isTaken) ? [endOf(trial)] : []
  // A trial that runs was taken after its last attempt failed; one that waits was taken before.
  if (state.status === 'waiting') return [...starts, ...reports, ...retries]
  return [...retries, ...starts, ...reports, ...ends]
}

function endOf({ number, state, params, best: soFar }: TrialSummary): TrialEvent {
  const best = state.status === 'complete' ? state.best : soFar
  return {
    event: 'trial-ended',
    trial: number,
    state: state.status,
    reason: state.status === 'failed' ? state.reason : null,
    message: state.status === 'failed' ? state.message : null,
    score: best?.score ?? null,
    epoch: best?.epoch ?? null,
    metrics: best?.metrics ?? null,
    params,
    weightsSha256: state.status === 'complete' ? state.weightsSha256 : null,
  }
}

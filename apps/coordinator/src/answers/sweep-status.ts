import { isEnded, type SweepRecord, type TrialRecord, type TrialSummary } from '@hypersweep/sweep'
import type { Engine } from '../context.ts'
import { isWorkedOn } from '../lookup.ts'
import { declinesOf } from '../progress/declines-of.ts'
import type { SweepStatusJson } from '../schemas/sweeps.ts'
import { epochsOf, type Pace, type Snapshot, snapshot } from '../view/snapshot.ts'

/** How far a sweep is, and what runs now. */
export async function sweepStatus(engine: Engine, sweep: SweepRecord): Promise<Snapshot> {
  const { store } = engine
  const [control, summaries] = await Promise.all([store.control(sweep.id), store.summaries(sweep.id)])
  const running = summaries.filter((trial) => trial.state.status === 'running')
  const found = await Promise.all(running.slice(0, 64).map((trial) => store.trial(trial.id)))
  const records = found.filter((record) => record !== undefined)
  const isRun = isWorkedOn(engine, sweep)
  const worked = isRun ? 'running' : engine.isPrivate ? NO_RUN : ''
  return snapshot({
    sweep,
    control,
    summaries,
    declines: await declinesOf(store, sweep, { control, summaries }),
    total: summaries.length,
    records,
    engine: summaries.every(isEnded) ? 'ended' : worked,
    pace: worked === NO_RUN ? {} : estimate(sweep, summaries, records),
  })
}

const NO_RUN = 'no run'

/** The time left, from what the epochs of the running trials took and how many run at once. */
function estimate(sweep: SweepRecord, summaries: readonly TrialSummary[], records: readonly TrialRecord[]): Pace {
  const seconds = records.flatMap((record) => record.reports.map((report) => report.timing.seconds))
  const spent = seconds.reduce((sum, value) => sum + value, 0)
  if (spent === 0) return {}
  const epochsLeft = summaries.reduce((sum, trial) => {
    const isOpen = trial.state.status === 'waiting' || trial.state.status === 'running'
    return isOpen ? sum + Math.max(0, (epochsOf(trial, sweep) ?? 0) - trial.epoch) : sum
  }, 0)
  return { secondsLeft: (epochsLeft * spent) / seconds.length / records.length }
}

export function statusJson(shot: Snapshot): SweepStatusJson {
  return {
    name: shot.name,
    total: shot.total,
    complete: shot.complete,
    running: shot.running.length,
    waiting: shot.waiting,
    failed: shot.failed,
    cancelled: shot.cancelled,
    control: shot.control,
    metric: shot.metric.name,
    best: shot.best?.score ?? null,
    bestTrial: shot.best?.number ?? null,
    secondsLeft: shot.secondsLeft ?? null,
    declines: shot.declines?.all ?? [],
    runningTrials: shot.running,
  }
}

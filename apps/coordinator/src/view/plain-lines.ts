import { isEnded, type TrialSummary } from '@hypersweep/sweep'
import { counted, durationText, metricText, paramsText } from './amounts.ts'
import { nameUnder } from './control-text.ts'
import { printable } from './printable.ts'
import type { Failure, Snapshot } from './snapshot.ts'

/**
 * Where there is no screen to repaint: one line for each trial that ended since the last call, and one for all that are
 * cancelled. What had ended before the first call is not news.
 */
export function endedLines() {
  let told: Set<number> | undefined
  return (summaries: readonly TrialSummary[], shot: Snapshot): string[] => {
    const ended = summaries.filter(isEnded)
    const before = told ?? new Set(ended.map((trial) => trial.number))
    told = new Set(ended.map((trial) => trial.number))
    const news = ended.filter((trial) => !before.has(trial.number))
    const [trained, cancelled] = [news.filter(isTrained), news.filter((trial) => !isTrained(trial))]
    const lines = trained.map((trial, index) => endedLine(trial, shot, ended.length - news.length + index + 1))
    return cancelled.length === 0 ? lines : [...lines, cancelledLine(cancelled.length, ended.length, shot)]
  }
}

function isTrained({ state }: TrialSummary): boolean {
  return state.status !== 'cancelled'
}

function cancelledLine(count: number, place: number, { total }: Snapshot): string {
  return `[${place}/${total}] ${counted(count, 'trial')} cancelled`
}

function endedLine(trial: TrialSummary, shot: Snapshot, place: number): string {
  const left = shot.secondsLeft === undefined || shot.secondsLeft < 1 ? '' : `, ${durationText(shot.secondsLeft)} left`
  return `[${place}/${shot.total}${left}] trial ${trial.number} ${endText(trial, shot.metric.name)}  ${paramsText(trial.params)}`
}

function endText({ state }: TrialSummary, metric: string): string {
  if (state.status === 'complete')
    return `complete: ${metric} ${metricText(state.best.score)} at epoch ${state.best.epoch}`
  return state.status === 'failed' ? `failed (${state.reason}): ${printable(state.message)}` : state.status
}

/** One line for each attempt that failed since the last call, of trials that are tried again. */
export function retryLines() {
  let told: Map<number, number> | undefined
  return (summaries: readonly TrialSummary[]): string[] => {
    const before = told
    told = new Map(summaries.map((trial) => [trial.number, trial.failures]))
    const again = summaries.filter((trial) => !isEnded(trial) && trial.failures > (before?.get(trial.number) ?? 0))
    if (!before) return []
    return again.map(({ number, failures }) => {
      return `trial ${number} failed (attempt ${failures}) and is tried again; run with --verbose to see why`
    })
  }
}

/** How a sweep stands, where nothing has happened for a while. */
export function standingLine({ name, control, running, waiting, total, secondsLeft, best, metric }: Snapshot): string {
  const ended = total - waiting - running.length
  const left = secondsLeft === undefined ? '' : `, ${durationText(secondsLeft)} left`
  const so =
    best === undefined ? '' : `; best ${printable(metric.name)} ${metricText(best.score)}, trial ${best.number}`
  return `[${ended}/${total}${left}] ${nameUnder(control, printable(name))}: ${counted(running.length, 'trial')} running${so}`
}

/** The newest failure since the first call; a training that diverged is a result like others. */
export function failureNews() {
  let told: Set<number> | undefined
  let newest: Failure | undefined
  return (summaries: readonly TrialSummary[]): Failure | undefined => {
    const failed = summaries.flatMap(({ number, state }) => {
      return state.status === 'failed' && state.reason !== 'diverged' ? [{ number, ...state }] : []
    })
    newest = failed.findLast(({ number }) => told && !told.has(number)) ?? newest
    told = new Set(failed.map(({ number }) => number))
    return newest
  }
}

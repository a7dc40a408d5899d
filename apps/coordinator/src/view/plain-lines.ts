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
    const isFirst = told === undefined
    told ??= new Set()
    const news = changesOf(told, summaries, isEnded)
    if (isFirst) return []
    const [trained, cancelled] = [news.filter(isTrained), news.filter((trial) => !isTrained(trial))]
    const before = told.size - news.length
    const lines = trained.map((trial, index) => endedLine(trial, shot, before + index + 1))
    return cancelled.length === 0 ? lines : [...lines, cancelledLine(cancelled.length, told.size, shot)]
  }
}

/** Those that have come to be so, whose numbers `known` then has; it loses those that are so no longer. */
function changesOf(
  known: Set<number>,
  summaries: readonly TrialSummary[],
  isSo: (trial: TrialSummary) => boolean,
): TrialSummary[] {
  const news: TrialSummary[] = []
  for (const trial of summaries) {
    if (!isSo(trial)) known.delete(trial.number)
    else if (!known.has(trial.number)) {
      known.add(trial.number)
      news.push(trial)
    }
  }
  return news
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
  const told = new Map<number, number>()
  let isNews = false
  return (summaries: readonly TrialSummary[]): string[] => {
    const changed = summaries.filter(({ number, failures }) => failures !== (told.get(number) ?? 0))
    const isAgain = (trial: TrialSummary) => !isEnded(trial) && trial.failures > (told.get(trial.number) ?? 0)
    const again = isNews ? changed.filter(isAgain) : []
    for (const { number, failures } of changed) told.set(number, failures)
    isNews = true
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
    const isFirst = told === undefined
    told ??= new Set()
    const last = changesOf(told, summaries, isBlamed).at(-1)
    if (!isFirst && last?.state.status === 'failed') newest = { number: last.number, ...last.state }
    return newest
  }
}

function isBlamed({ state }: TrialSummary): boolean {
  return state.status === 'failed' && state.reason !== 'diverged'
}

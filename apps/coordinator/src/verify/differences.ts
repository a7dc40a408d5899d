import type { TrialRecord } from '@hypersweep/sweep'

/** In what the same trial differs from the first time, in words; empty where every bit is the same. */
export function differences(first: TrialRecord, again: TrialRecord): string[] {
  const epochs = Math.max(first.reports.length, again.reports.length)
  for (let index = 0; index < epochs; index++) {
    const [before, now] = [first.reports[index]?.metrics, again.reports[index]?.metrics]
    const names = Object.keys({ ...before, ...now }).filter((name) => !Object.is(before?.[name], now?.[name]))
    // What follows from it differs too.
    if (names.length > 0) {
      return names.map((name) => `epoch ${index + 1}: ${name} was ${told(before?.[name])} and is ${told(now?.[name])}`)
    }
  }
  const [before, now] = [endOf(first), endOf(again)]
  return before === now ? [] : [`the end was ${before} and is ${now}`]
}

function endOf({ state }: TrialRecord): string {
  if (state.status === 'complete') return `weights ${state.weightsSha256}`
  return state.status === 'failed' ? `${state.status} (${state.reason})` : state.status
}

function told(value: number | undefined): string {
  return value === undefined ? 'missing' : String(value)
}

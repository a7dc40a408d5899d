import { type FieldValue, fieldReader, type LeaderboardRow, type MetricSpec } from '@hypersweep/sweep'
import { metricText, valueText } from './amounts.ts'
import type { Column } from './table.ts'

/** A column of the leaderboard: what it is called and what it holds, unrounded and for people. */
export interface LeaderboardColumn extends Column {
  name: string
  value(row: LeaderboardRow): FieldValue
  text(row: LeaderboardRow): string
}

/** The columns that a leaderboard shows unasked: place, score, parameters, and the state where it is not one for all. */
export function usualColumns(rows: readonly LeaderboardRow[], metric: MetricSpec): string[] {
  const params = [...new Set(rows.flatMap((row) => Object.keys(row.params)))]
  const isMixed = rows.some((row) => row.state !== 'complete')
  return ['rank', 'number', metric.name, 'epoch', ...(isMixed ? ['state'] : []), ...params]
}

/** The columns that a list of all trials shows unasked. */
export function trialColumns(rows: readonly LeaderboardRow[], metric: MetricSpec): string[] {
  const params = [...new Set(rows.flatMap((row) => Object.keys(row.params)))]
  return ['number', 'state', 'epoch', metric.name, ...params]
}

/** @param names  fields of the leaderboard, parameters or metrics */
export function leaderboardColumns(names: readonly string[], rows: readonly LeaderboardRow[]): LeaderboardColumn[] {
  return names.map((name) => {
    const value = fieldReader(name)
    const values = rows.map(value)
    const isNumber = values.every((one) => one === null || typeof one === 'number')
    const text = (row: LeaderboardRow) => cellText(name, value(row), row)
    const header = name === 'number' ? 'trial' : name
    return { name, header, align: isNumber ? 'right' : 'left', cuttable: !isNumber, value, text }
  })
}

/** A parameter may bear the name of a metric, as learning_rate does; it is the parameter that is meant then. */
function cellText(name: string, value: FieldValue, { params, metrics, reason }: LeaderboardRow): string {
  if (value === null) return '–'
  if (name === 'state' && reason !== undefined) return `${value} (${reason})`
  const isMetric = name === 'score' || (Object.hasOwn(metrics, name) && !Object.hasOwn(params, name))
  return typeof value === 'number' && isMetric ? metricText(value) : valueText(value)
}

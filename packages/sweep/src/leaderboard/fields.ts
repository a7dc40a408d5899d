import { suggestion } from '../did-you-mean.ts'
import type { ParamValue } from '../trial.ts'
import type { LeaderboardRow } from './leaderboard.ts'

/** Fields that every row has, beside its params and metrics. */
export const FIELDS = ['number', 'state', 'reason', 'epoch', 'score', 'claims'] as const

/** null where the row has no such value. */
export type FieldValue = ParamValue | null

export function fieldOf(row: LeaderboardRow, name: string): FieldValue {
  if ((FIELDS as readonly string[]).includes(name)) return row[name as (typeof FIELDS)[number]] ?? null
  if (Object.hasOwn(row.params, name)) return row.params[name]!
  return Object.hasOwn(row.metrics, name) ? row.metrics[name]! : null
}

/** Every field that any row has. */
export function fieldNames(rows: readonly LeaderboardRow[]): string[] {
  const params = new Set(rows.flatMap((row) => Object.keys(row.params)))
  const metrics = new Set(rows.flatMap((row) => Object.keys(row.metrics)))
  return [...new Set([...FIELDS, ...params, ...metrics])]
}

/**
 * What is wrong with a field's name; undefined where it is right, or where no trial has reported yet, so that a metric
 * cannot be told from a slip of the finger.
 */
export function fieldFault(name: string, rows: readonly LeaderboardRow[]): string | undefined {
  const known = fieldNames(rows)
  if (known.includes(name) || !rows.some(({ metrics }) => Object.keys(metrics).length > 0)) return undefined
  return `There is no field "${name}". ${suggestion(name, known)}`
}

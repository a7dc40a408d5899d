import { closest, suggestion } from '../did-you-mean.ts'
import type { ParamValue } from '../trial.ts'
import type { LeaderboardRow } from './leaderboard.ts'
import { shortened } from './query-error.ts'

/** Fields that every row has, beside its params and metrics. */
export const FIELDS = [
  'rank',
  'number',
  'state',
  'reason',
  'epoch',
  'score',
  'claims',
  'failures',
  'crashes',
  'seed',
] as const

/** null where the row has no such value. A value that is not a number (NaN) is none: stores refuse it. */
export type FieldValue = ParamValue | null

/**
 * What rows hold under a name: a field of every row, else a parameter, else a metric. A metric that bears the name of a
 * parameter, or a parameter that bears that of a field, is meant by `metrics.NAME` and `params.NAME`.
 */
export function fieldReader(name: string): (row: LeaderboardRow) => FieldValue {
  if (isOfEveryRow(name)) return (row) => known(row[name])
  const [, kind, inner] = QUALIFIED.exec(name) ?? []
  return (row) => {
    const value = valueIn(row.params, name) ?? valueIn(row.metrics, name)
    return known(value === undefined && kind !== undefined ? valueIn(row[kind as Kind], inner!) : value)
  }
}

/** Every field that any row has. */
export function fieldNames(rows: readonly LeaderboardRow[]): string[] {
  const params = new Set<string>()
  const metrics = new Set<string>()
  for (const row of rows) {
    for (const name of Object.keys(row.params)) params.add(name)
    for (const name of Object.keys(row.metrics)) metrics.add(name)
  }
  return [...new Set([...FIELDS, ...params, ...metrics])]
}

/**
 * What is wrong with a field's name; undefined where it is right, or where no trial has reported yet, so that a metric
 * cannot be told from a slip of the finger.
 */
export function fieldFault(name: string, rows: readonly LeaderboardRow[]): string | undefined {
  if (isOfEveryRow(name) || rows.some((row) => isIn(row, name))) return undefined
  if (!rows.some(({ metrics }) => Object.keys(metrics).length > 0)) return undefined
  return `There is no field "${shortened(name)}". ${suggestion(HEADED.get(name) ?? name, fieldNames(rows))}`
}

/** The field that may be meant by the name of one that is not there. */
export function closestField(name: string, rows: readonly LeaderboardRow[]): string | undefined {
  return closest(HEADED.get(name) ?? name, fieldNames(rows))
}

/** Tables head these otherwise, and people ask for what they read. */
const HEADED: ReadonlyMap<string, string> = new Map([['trial', 'number']])

type Kind = 'params' | 'metrics'

const QUALIFIED = /^(params|metrics)\.(.+)$/s

function isOfEveryRow(name: string): name is (typeof FIELDS)[number] {
  return (FIELDS as readonly string[]).includes(name)
}

function isIn(row: LeaderboardRow, name: string): boolean {
  if (Object.hasOwn(row.params, name) || Object.hasOwn(row.metrics, name)) return true
  const [, kind, inner] = QUALIFIED.exec(name) ?? []
  return kind !== undefined && Object.hasOwn(row[kind as Kind], inner!)
}

/** What every object inherits is a function or an object: to ask for the type takes a third of the time of `hasOwn`. */
function valueIn(values: Readonly<Record<string, ParamValue>>, name: string): ParamValue | undefined {
  const value: unknown = values[name]
  return typeof value === 'object' || typeof value === 'function' ? undefined : (value as ParamValue | undefined)
}

function known(value: ParamValue | undefined): FieldValue {
  return value === undefined || Number.isNaN(value) ? null : value
}

import {
  closestField,
  fieldNames,
  groups,
  type LeaderboardQuery,
  type LeaderboardRow,
  leaderboard,
  type MetricSpec,
  query,
  type SortKey,
  type SweepRecord,
} from '@hypersweep/sweep'
import type { Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import type { LeaderboardJson, LeaderboardRowJson } from '../schemas/leaderboard.ts'
import { groupsResult } from '../view/groups-result.ts'
import { type LeaderboardColumn, leaderboardColumns } from '../view/leaderboard-columns.ts'
import type { Result } from '../view/result.ts'
import { fieldsOf, type QueryFlags, queryOf } from './trials-query.ts'

export interface Asking {
  engine: Engine
  sweep: SweepRecord
  flags: QueryFlags
  /** The columns of a table where none are asked for. */
  usualColumns(rows: readonly LeaderboardRow[], metric: MetricSpec): string[]
  /** The order where none is asked for. */
  usualOrder?: readonly SortKey[]
}

interface Asked extends Pick<Asking, 'engine' | 'sweep' | 'usualColumns'> {
  query: LeaderboardQuery
  /** Those asked for; none where that is left to each format. */
  columns: readonly string[]
  /** The fields whose values the trials of a group share; none for rows of trials. */
  by: readonly string[]
}

export interface TrialsResult {
  result: Result
  /** How many trials the sweep has. */
  trials: number
  /** How many rows were found. */
  found: number
}

/**
 * What was asked of a sweep's trials: rows of them, or of groups of them.
 *
 * @throws CliError UNKNOWN_COLUMN; SweepError for a filter or a field that cannot be
 */
export async function trialsResult({ flags, usualOrder, ...asking }: Asking): Promise<TrialsResult> {
  const by = fieldsOf(flags.groupBy, '--group-by')
  const columns = fieldsOf(flags.columns, '--columns')
  const asked: Asked = { ...asking, query: queryOf(flags, usualOrder), columns, by }
  const { engine, sweep } = asked
  const { metric } = sweep.spec
  const top = by.length === 0 ? await topRows(asked) : undefined
  if (top !== undefined) return rowsFound(top.rows, top.trials, asked)
  const all = leaderboard(await engine.store.summaries(sweep.id), metric)
  if (by.length > 0) {
    const found = groups(all, metric, { ...asked.query, by })
    const result = groupsResult(found, { sweep, by, columns, trials: all.length })
    return { result: { ...result, isChoosable: true }, trials: all.length, found: found.length }
  }
  const rows = query(all, metric, asked.query)
  if (columns.length > 0) checkColumns(columns, all)
  return rowsFound(rows, all.length, asked)
}

/** Beyond these the whole sweep is read: a store finds a few of the best, but does not stand still for many. */
const MOST_TOP = 1000

/** The best trials where those alone are asked for, without reading the others; undefined where they do not answer it. */
async function topRows({ engine, sweep, query: asked, columns }: Asked) {
  const { offset = 0, top, filter, state, sort, order } = asked
  const count = offset + (top ?? Infinity)
  const isPlain = [filter, state, sort, order].every((option) => option === undefined)
  if (!isPlain || count > MOST_TOP) return undefined
  const { trials, complete, best } = await engine.store.top(sweep.id, { goal: sweep.spec.metric.goal, count })
  const rows = leaderboard(best, sweep.spec.metric).slice(offset)
  const known = fieldNames(rows)
  return count <= complete && columns.every((name) => known.includes(name)) ? { trials, rows } : undefined
}

function rowsFound(rows: readonly LeaderboardRow[], trials: number, asked: Asked): TrialsResult {
  return { result: rowsResult(rows, trials, asked), trials, found: rows.length }
}

/** Getters: of a hundred thousand rows, each form takes its time. */
function rowsResult(
  rows: readonly LeaderboardRow[],
  trials: number,
  { sweep: { name, spec }, columns, usualColumns }: Asked,
): Result {
  const tableColumns = leaderboardColumns(columns.length > 0 ? columns : usualColumns(rows, spec.metric), rows)
  const whole = () => leaderboardColumns(columns.length > 0 ? columns : fieldNames(rows), rows)
  return {
    columns: tableColumns,
    isChoosable: true,
    get rows() {
      return rows.map((row) => tableColumns.map((column) => column.text(row)))
    },
    get json(): LeaderboardJson {
      const inRows = columns.length > 0 ? valuesOf(rows, whole()) : rows.map(rowJson)
      return { sweep: name, metric: spec.metric, trials, rows: inRows }
    },
    get csv() {
      const all = whole()
      const header = all.map((column) => column.name)
      return { header, rows: rows.map((row) => all.map((column) => column.value(row))) }
    },
  }
}

function rowJson(row: LeaderboardRow): LeaderboardRowJson {
  const { rank, reason, score } = row
  return { ...row, rank: rank ?? null, reason: reason ?? null, score: score ?? null }
}

function valuesOf(rows: readonly LeaderboardRow[], columns: readonly LeaderboardColumn[]) {
  return rows.map((row) => Object.fromEntries(columns.map((column) => [column.name, column.value(row)])))
}

function checkColumns(asked: readonly string[], rows: readonly LeaderboardRow[]): void {
  const known = fieldNames(rows)
  const wrong = asked.find((name) => !known.includes(name) && !known.includes(name.replace(/^(params|metrics)\./, '')))
  if (wrong === undefined) return
  const meant = closestField(wrong, rows)
  const hint = meant === undefined ? '' : `Did you mean "${meant}"? `
  throw new CliError('UNKNOWN_COLUMN', `There is no column "${wrong}".`, `${hint}There are ${known.join(', ')}.`)
}

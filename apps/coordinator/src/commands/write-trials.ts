import {
  closestField,
  fieldNames,
  groups,
  type LeaderboardQuery,
  type LeaderboardRow,
  leaderboard,
  type MetricSpec,
  query,
  type SweepRecord,
} from '@hypersweep/sweep'
import type { Context, Engine } from '../context.ts'
import { CliError } from '../errors.ts'
import type { LeaderboardJson, LeaderboardRowJson } from '../schemas/leaderboard.ts'
import { groupsResult } from '../view/groups-result.ts'
import { type LeaderboardColumn, leaderboardColumns } from '../view/leaderboard-columns.ts'
import { fieldsOf, type QueryFlags } from './query-options.ts'
import { type Result, type ResultFlags, writeResult } from './result-options.ts'

export interface Asked {
  engine: Engine
  sweep: SweepRecord
  query: LeaderboardQuery
  /** The columns of a table where none are asked for. */
  usualColumns(rows: readonly LeaderboardRow[], metric: MetricSpec): string[]
  flags: QueryFlags & ResultFlags
  context: Context
}

/** Answers what was asked of a sweep's trials: rows of them, or of groups of them. */
export async function writeTrials(asked: Asked): Promise<void> {
  const { engine, sweep, flags, context } = asked
  const { metric } = sweep.spec
  const by = fieldsOf(flags.groupBy, '--group-by')
  const columns = fieldsOf(flags.columns, '--columns')
  const top = by.length === 0 ? await topRows(asked, columns) : undefined
  if (top !== undefined) return writeRows(top.rows, { trials: top.trials, columns }, asked)
  const all = leaderboard(await engine.store.summaries(sweep.id), metric)
  if (by.length > 0) {
    const found = groups(all, metric, { ...asked.query, by })
    if (found.length === 0) sayNone(all, context)
    return writeResult(
      { ...groupsResult(found, { sweep, by, columns, trials: all.length }), isChoosable: true },
      flags,
      context,
    )
  }
  const rows = query(all, metric, asked.query)
  if (rows.length === 0) sayNone(all, context)
  if (columns.length > 0) checkColumns(columns, all)
  await writeRows(rows, { trials: all.length, columns }, asked)
}

/** Beyond these the whole sweep is read: a store finds a few of the best, but does not stand still for many. */
const MOST_TOP = 1000

/** The best trials where those alone are asked for, without reading the others; undefined where they do not answer it. */
async function topRows({ engine, sweep, query: asked }: Asked, columns: readonly string[]) {
  const { offset = 0, top, filter, state, sort, order } = asked
  const count = offset + (top ?? Infinity)
  const isPlain = [filter, state, sort, order].every((option) => option === undefined)
  if (!isPlain || count > MOST_TOP) return undefined
  const { trials, complete, best } = await engine.store.top(sweep.id, { goal: sweep.spec.metric.goal, count })
  const rows = leaderboard(best, sweep.spec.metric).slice(offset)
  const known = fieldNames(rows)
  return count <= complete && columns.every((name) => known.includes(name)) ? { trials, rows } : undefined
}

function writeRows(
  rows: readonly LeaderboardRow[],
  { trials, columns }: { trials: number; columns: readonly string[] },
  { sweep, usualColumns, flags, context }: Asked,
): Promise<void> {
  const shown = columns.length > 0 ? columns : usualColumns(rows, sweep.spec.metric)
  return writeResult({ ...rowsResult(rows, { sweep, trials, columns, shown }), isChoosable: true }, flags, context)
}

function sayNone(all: readonly LeaderboardRow[], context: Context): void {
  context.err.write(`None of ${all.length} trials matches.\n`)
}

interface Answer {
  sweep: SweepRecord
  /** How many the sweep has. */
  trials: number
  /** Those asked for; none where that is left to each format. */
  columns: readonly string[]
  /** Those of a table. */
  shown: readonly string[]
}

/** Getters: of a hundred thousand rows, each form takes its time. */
function rowsResult(rows: readonly LeaderboardRow[], { sweep, trials, columns, shown }: Answer): Result {
  const tableColumns = leaderboardColumns(shown, rows)
  const whole = () => leaderboardColumns(columns.length > 0 ? columns : fieldNames(rows), rows)
  return {
    columns: tableColumns,
    get rows() {
      return rows.map((row) => tableColumns.map((column) => column.text(row)))
    },
    get json(): LeaderboardJson {
      const { name, spec } = sweep
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

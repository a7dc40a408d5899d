import type { DatabaseSync } from 'node:sqlite'
import {
  parseTrialId,
  type TopOptions,
  type TopTrials,
  type Trial,
  type TrialId,
  type TrialRecord,
  type TrialSummary,
} from '@hypersweep/sweep'
import { exactJson } from '../exact-json.ts'
import { type ReportRow, recordOf, SUMMARY_COLUMNS, type SummaryValues, summaryAt, type TrialRow } from './trial-row.ts'

/** What a fenced write may change of a trial. */
export type TrialChange = Partial<Omit<TrialRow, 'sweep' | 'number' | 'params' | 'seed'>>

/** Statements on the tables `trial` and `report`; what they mean is for the store to say. */
export interface TrialTable {
  add(sweepId: string, trial: Trial): void
  row(id: TrialId): TrialRow | undefined
  record(id: TrialId): TrialRecord | undefined
  summaries(sweepId: string): TrialSummary[]
  top(sweepId: string, options: TopOptions): TopTrials
  change(row: TrialRow, change: TrialChange): void
  running(sweepId: string): TrialRow[]
  report(row: TrialRow, epoch: number): ReportRow | undefined
  addReport(row: TrialRow, report: ReportRow): void
  dropReports(row: TrialRow): void
  /** With its reports and events. */
  remove(row: TrialRow): void
}

const CHANGEABLE = [
  'status',
  'ended_as',
  'worker',
  'token',
  'lease_until',
  'generation',
  'claims',
  'failures',
  'crashes',
  'setback',
  'epoch',
  'best',
  'stage',
  'score',
] as const satisfies readonly (keyof TrialChange)[]

export function trialTable(database: DatabaseSync): TrialTable {
  const add = database.prepare(
    'INSERT INTO trial (sweep, number, params, seed, stage) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const one = database.prepare('SELECT * FROM trial WHERE sweep = ? AND number = ?')
  const all = database.prepare(`SELECT ${SUMMARY_COLUMNS} FROM trial WHERE sweep = ? ORDER BY number`)
  all.setReturnArrays(true)
  const assignments = CHANGEABLE.map((column) => `${column} = ?`).join(', ')
  const change = database.prepare(`UPDATE trial SET ${assignments} WHERE sweep = ? AND number = ?`)
  const running = database.prepare("SELECT * FROM trial WHERE sweep = ? AND status = 'running'")
  const reportColumns = 'epoch, metrics, timing, worker'
  const whole = `SELECT ${reportColumns} FROM report WHERE sweep = ? AND number = ?`
  const reports = database.prepare(`${whole} ORDER BY epoch`)
  const report = database.prepare(`${whole} AND epoch = ?`)
  const addReport = database.prepare(`INSERT INTO report (sweep, number, ${reportColumns}) VALUES (?, ?, ?, ?, ?, ?)`)
  const dropReports = database.prepare('DELETE FROM report WHERE sweep = ? AND number = ?')
  const removals = ['report', 'event', 'trial'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE sweep = ? AND number = ?`),
  )
  const row = (id: TrialId) => {
    const { sweepId, number } = parseTrialId(id)
    return one.get(sweepId, number) as TrialRow | undefined
  }
  return {
    add: (sweepId, { number, params, seed, stage = 0 }) => add.run(sweepId, number, exactJson(params), seed, stage),
    row,
    record: (id) => {
      const found = row(id)
      return found && recordOf(found, reports.all(found.sweep, found.number) as unknown as ReportRow[])
    },
    summaries: (sweepId) =>
      Array.from(all.iterate(sweepId) as unknown as Iterable<SummaryValues>, (values) => summaryAt(sweepId, values)),
    top: topReader(database),
    change: (found, changes) => {
      const next = { ...found, ...changes }
      change.run(...CHANGEABLE.map((column) => next[column]), found.sweep, found.number)
    },
    running: (sweepId) => running.all(sweepId) as unknown as TrialRow[],
    report: ({ sweep, number }, epoch) => report.get(sweep, number, epoch) as ReportRow | undefined,
    addReport: ({ sweep, number }, { epoch, metrics, timing, worker }) =>
      addReport.run(sweep, number, epoch, metrics, timing, worker),
    dropReports: ({ sweep, number }) => dropReports.run(sweep, number),
    remove: ({ sweep, number }) => removals.forEach((removal) => void removal.run(sweep, number)),
  }
}

/** By the index of scores: a sweep's other trials are not read. */
function topReader(database: DatabaseSync): TrialTable['top'] {
  const counts = database.prepare('SELECT count(*) AS trials, count(score) AS complete FROM trial WHERE sweep = ?')
  const ranked = (direction: 'ASC' | 'DESC') => {
    const where = 'WHERE sweep = ? AND score IS NOT NULL'
    const order = `ORDER BY score ${direction}, number LIMIT ?`
    const statement = database.prepare(`SELECT ${SUMMARY_COLUMNS} FROM trial ${where} ${order}`)
    statement.setReturnArrays(true)
    return statement
  }
  const statements = { maximize: ranked('DESC'), minimize: ranked('ASC') }
  return (sweepId, { goal, count }) => {
    const best = statements[goal].all(sweepId, count) as unknown as SummaryValues[]
    const { trials, complete } = counts.get(sweepId) as { trials: number; complete: number }
    return { trials, complete, best: best.map((values) => summaryAt(sweepId, values)) }
  }
}

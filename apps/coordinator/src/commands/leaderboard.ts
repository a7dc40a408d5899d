import { type LeaderboardQuery, type LeaderboardRow, leaderboard, query, type SweepRecord } from '@hypersweep/sweep'
import { Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { findSweep } from '../lookup.ts'
import type { LeaderboardJson, LeaderboardRowJson } from '../schemas/leaderboard.ts'
import { type StoreFlags, storeOptions, withEngine } from '../store-options.ts'
import { allColumns, type LeaderboardColumn, leaderboardColumns, usualColumns } from '../view/leaderboard-columns.ts'
import { positiveInteger, wholeNumber } from './positive-integer.ts'
import { formatOption, outputOption, type Result, type ResultFlags, writeResult } from './result-options.ts'

interface LeaderboardFlags extends StoreFlags, ResultFlags {
  top: number
  offset: number
  sort?: string
  desc?: boolean
  asc?: boolean
  filter?: string
  state?: string
  columns?: string
}

export function leaderboardCommand(context: Context): Command {
  const command = new Command('leaderboard')
    .alias('lb')
    .description('rank, filter and export trials')
    .argument('<sweep>', 'name of a sweep')
    .option('-n, --top <n>', 'at most this many rows', positiveInteger, 10)
    .option('--offset <n>', 'leave out this many rows first', wholeNumber, 0)
    .option('--filter <filter>', 'only rows for which this holds, such as "val_accuracy > 0.97 and dropout <= 0.25"')
    .option('--state <state,…>', 'only trials in these states: waiting, running, complete, failed, cancelled')
    .option('--sort <field,…>', 'order by these fields instead of the score; a metric has its best first')
    .addOption(new Option('--desc', 'greatest first').conflicts('asc'))
    .addOption(new Option('--asc', 'least first'))
    .option(
      '--columns <field,…>',
      'show these: rank, number, state, reason, epoch, score, claims, seed, any parameter or metric',
    )
    .addHelpText('after', EXAMPLES)
    .action((name: string, flags: LeaderboardFlags) =>
      withEngine(flags, context, async (engine) => {
        const sweep = await findSweep(engine, name)
        const all = leaderboard(await engine.store.summaries(sweep.id), sweep.spec.metric)
        const rows = query(all, queryOf(flags, sweep))
        if (rows.length === 0) context.err.write(`None of ${all.length} trials matches.\n`)
        await writeResult(resultOf({ rows, all, sweep }, flags), flags, context)
      }),
    )
  return outputOption(formatOption(storeOptions(command)))
}

const EXAMPLES = `
Examples:
  hypersweep leaderboard demo --top 20
  hypersweep lb demo --filter "val_accuracy > 0.9 and dropout in (0, 0.25)" --sort val_loss
  hypersweep lb demo --state failed --columns number,reason,learning_rate
  hypersweep lb demo -n 1000 -f csv -o demo.csv

Metrics are those of the epoch that scores the trial.`

function queryOf(flags: LeaderboardFlags, { spec: { metric } }: SweepRecord): LeaderboardQuery {
  const { top, offset, filter } = flags
  const sort = words(flags.sort)
  const state = words(flags.state) as NonNullable<LeaderboardQuery['state']>
  const isScore = sort[0] === metric.name || sort[0] === 'score'
  const isDescending = flags.desc ?? (flags.asc ? false : isScore && metric.goal === 'maximize')
  // Without fields the order is the leaderboard's, best first; what is greatest then depends on the goal.
  const desc = sort.length > 0 ? isDescending : isWorstFirst(flags, metric.goal)
  return { top, offset, sort, desc, ...(filter !== undefined && { filter }), ...(state.length > 0 && { state }) }
}

function isWorstFirst({ desc, asc }: LeaderboardFlags, goal: 'maximize' | 'minimize'): boolean {
  return goal === 'maximize' ? asc === true : desc === true
}

interface Answer {
  rows: readonly LeaderboardRow[]
  all: readonly LeaderboardRow[]
  sweep: SweepRecord
}

function resultOf({ rows, all, sweep: { name, spec } }: Answer, flags: LeaderboardFlags): Result {
  const asked = words(flags.columns)
  checkColumns(asked, all)
  const shown = leaderboardColumns(asked.length > 0 ? asked : usualColumns(rows, spec.metric), rows)
  const whole = leaderboardColumns(asked.length > 0 ? asked : allColumns(rows), rows)
  const json: LeaderboardJson = {
    sweep: name,
    metric: spec.metric,
    trials: all.length,
    rows: asked.length > 0 ? rows.map((row) => valuesOf(row, whole)) : rows.map(rowJson),
  }
  return {
    columns: shown,
    rows: rows.map((row) => shown.map((column) => column.text(row))),
    json,
    csv: {
      header: whole.map((column) => column.name),
      rows: rows.map((row) => whole.map((column) => column.value(row))),
    },
  }
}

function rowJson(row: LeaderboardRow): LeaderboardRowJson {
  const { rank = null, number, state, reason = null, score = null, epoch, claims, seed, params, metrics } = row
  return { rank, number, state, reason, score, epoch, claims, seed, params, metrics }
}

function valuesOf(row: LeaderboardRow, columns: readonly LeaderboardColumn[]) {
  return Object.fromEntries(columns.map((column) => [column.name, column.value(row)]))
}

function checkColumns(asked: readonly string[], rows: readonly LeaderboardRow[]): void {
  const known = allColumns(rows)
  const wrong = asked.find((name) => !known.includes(name))
  if (wrong === undefined) return
  throw new CliError('UNKNOWN_COLUMN', `There is no column "${wrong}".`, `There are ${known.join(', ')}.`)
}

function words(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

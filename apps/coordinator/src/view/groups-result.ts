import { groupColumns, groupValue, type ParamValue, type SweepRecord, type TrialGroup } from '@hypersweep/sweep'
import { CliError } from '../errors.ts'
import type { LeaderboardJson } from '../schemas/leaderboard.ts'
import { metricText, valueText } from './amounts.ts'
import type { Column } from './table.ts'

export interface GroupsAsked {
  sweep: SweepRecord
  by: readonly string[]
  /** Those asked for; none where that is left to each format. */
  columns: readonly string[]
  /** How many the sweep has. */
  trials: number
}

/** Groups of trials as a table, as JSON and as CSV. */
export function groupsResult(groups: readonly TrialGroup[], { sweep, by, columns, trials }: GroupsAsked) {
  checkColumns(columns, by)
  const { name, spec } = sweep
  const shown = columns.length > 0 ? columns.map((column) => plain(column)) : usual(by, spec.metric.name, groups)
  const header = columns.length > 0 ? columns : groupColumns(by)
  const values = (group: TrialGroup) => header.map((column) => groupValue(group, column))
  const flat = (group: TrialGroup) => Object.fromEntries(header.map((column) => [column, groupValue(group, column)]))
  const json: LeaderboardJson = {
    sweep: name,
    metric: spec.metric,
    trials,
    groupBy: by,
    groups: columns.length > 0 ? groups.map(flat) : groups,
  }
  return {
    columns: shown,
    rows: groups.map((group) => shown.map((column) => column.text(group))),
    json,
    csv: { header, rows: groups.map(values) },
  }
}

interface GroupColumn extends Column {
  text(group: TrialGroup): string
}

/** Mean and spread together, and for points the parameters that they stand for. */
function usual(by: readonly string[], metric: string, groups: readonly TrialGroup[]): GroupColumn[] {
  const hasOpen = groups.some(({ count, trials }) => count < trials)
  const spread = ({ mean, std }: TrialGroup) =>
    mean === null ? '–' : `${metricText(mean)}${std === null ? '' : ` ± ${metricText(std)}`}`
  return [
    ...by.map((name) => plain(name)),
    ...(hasOpen ? [plain('trials')] : []),
    plain('count'),
    { header: metric, align: 'right', text: spread },
    ...['min', 'max', 'best'].map((name) => plain(name)),
    ...(by.includes('point') ? paramColumns(groups) : []),
  ]
}

function paramColumns(groups: readonly TrialGroup[]): GroupColumn[] {
  const names = [...new Set(groups.flatMap(({ params }) => Object.keys(params)))]
  const text = (value: ParamValue | undefined) => (value === undefined ? '–' : valueText(value))
  return names.map((name) => ({ header: name, align: 'right', text: ({ params }) => text(params[name]) }))
}

const SCORES = new Set(['mean', 'std', 'min', 'max'])

function plain(name: string): GroupColumn {
  const text = (group: TrialGroup) => {
    const value = groupValue(group, name)
    if (value === null) return '–'
    return typeof value === 'number' && SCORES.has(name) ? metricText(value) : valueText(value)
  }
  return { header: name === 'best' ? 'best trial' : name, align: 'right', text }
}

function checkColumns(asked: readonly string[], by: readonly string[]): void {
  const known = groupColumns(by)
  const wrong = asked.find((name) => !known.includes(name))
  if (wrong === undefined) return
  throw new CliError('UNKNOWN_COLUMN', `Groups have no column "${wrong}".`, `There are ${known.join(', ')}.`)
}

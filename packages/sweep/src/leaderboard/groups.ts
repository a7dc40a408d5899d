import { canonicalJson, sum } from '@hypersweep/numbers'
import { suggestion } from '../did-you-mean.ts'
import { SweepError } from '../errors.ts'
import type { MetricSpec } from '../spec.ts'
import type { Params } from '../trial.ts'
import { type FieldValue, fieldReader } from './fields.ts'
import type { LeaderboardRow } from './leaderboard.ts'
import { checkField, chosen, isDescending, type LeaderboardQuery, page } from './query.ts'
import { sortedBy } from './sort-keys.ts'

/** Trials that share some values, and the score of the complete ones among them. */
export interface TrialGroup {
  /** What they share, by the fields that were asked for; null where they have no such value. */
  by: Readonly<Record<string, FieldValue>>
  /** The parameters that are the same in all of them. */
  params: Params
  trials: number
  /** How many of them are complete; what follows is over these. */
  count: number
  /** Σx / n; null where none is complete. */
  mean: number | null
  /** Sample standard deviation, √(Σ(x − mean)² / (n − 1)); null below two. */
  std: number | null
  min: number | null
  max: number | null
  /** The number of the best one. */
  best: number | null
}

const POINT = 'point'
const STATISTICS = ['trials', 'count', 'mean', 'std', 'min', 'max', 'best'] as const
/** Those that are better or worse, as the score is. */
const SCORES: readonly string[] = ['mean', 'min', 'max']

/**
 * The trials of a leaderboard that match, in groups; those with the best mean first, ties by their best trial's place.
 *
 * @param by  fields; `point` has the replicates of one point together: trials with the same parameters, by the number of
 *   the first of them
 * @throws SweepError FILTER, QUERY
 */
export function groups(
  rows: readonly LeaderboardRow[],
  metric: Pick<MetricSpec, 'goal'>,
  { by, sort = [{ field: 'mean' }], order, ...options }: LeaderboardQuery & { by: readonly string[] },
): TrialGroup[] {
  for (const field of by) if (field !== POINT) checkField('group-by', field, rows)
  for (const { field } of sort) checkColumn(field, by)
  const readers = by.map((name) => ({ name, read: name === POINT ? pointReader(rows) : fieldReader(name) }))
  const all = [...parted(chosen(rows, options), readers).values()].map((members) => groupOf(members, readers))
  const columns = sort.map((key) => ({
    read: (group: TrialGroup) => groupValue(group, key.field),
    isDescending: isDescending(key, order, SCORES.includes(key.field) ? metric.goal : undefined),
  }))
  return page(sortedBy(all, columns), options)
}

/** What a group holds under a name: a field that it was grouped by, or a statistic. */
export function groupValue(group: TrialGroup, name: string): FieldValue {
  return Object.hasOwn(group.by, name) ? group.by[name]! : group[name as (typeof STATISTICS)[number]]
}

/** The columns of groups. */
export function groupColumns(by: readonly string[]): string[] {
  return [...new Set([...by, ...STATISTICS])]
}

function checkColumn(name: string, by: readonly string[]): void {
  const known = groupColumns(by)
  if (known.includes(name)) return
  throw new SweepError('QUERY', `sort is "${name}".`, `Groups have no such field. ${suggestion(name, known)}`)
}

interface Reader {
  name: string
  read(row: LeaderboardRow): FieldValue
}

/** A sweep that was extended has replicates of one point far apart: it is the parameters that they share. */
function pointReader(rows: readonly LeaderboardRow[]): Reader['read'] {
  const firsts = new Map<string, number>()
  for (const { number, params } of rows) {
    const key = canonicalJson(params)
    firsts.set(key, Math.min(number, firsts.get(key) ?? number))
  }
  return ({ params }) => firsts.get(canonicalJson(params))!
}

/** By a text that tells 1, '1' and null apart. */
function parted(rows: readonly LeaderboardRow[], readers: readonly Reader[]): Map<string, LeaderboardRow[]> {
  const parts = new Map<string, LeaderboardRow[]>()
  for (const row of rows) {
    const key = JSON.stringify(readers.map(({ read }) => read(row)))
    const part = parts.get(key)
    if (part) part.push(row)
    else parts.set(key, [row])
  }
  return parts
}

function groupOf(members: readonly LeaderboardRow[], readers: readonly Reader[]): TrialGroup {
  const [first] = members
  // They come in the leaderboard's order, so that the first of the complete ones is the best.
  const complete = members.filter(({ score }) => score !== undefined)
  const scores = complete.map(({ score }) => score!)
  const isSame = ([name, value]: [string, unknown]) => members.every(({ params }) => params[name] === value)
  return {
    by: Object.fromEntries(readers.map(({ name, read }) => [name, read(first!)])),
    params: Object.fromEntries(Object.entries(first!.params).filter(isSame)),
    trials: members.length,
    count: scores.length,
    ...statistics(scores),
    best: complete[0]?.number ?? null,
  }
}

function statistics(scores: readonly number[]): Pick<TrialGroup, 'mean' | 'std' | 'min' | 'max'> {
  if (scores.length === 0) return { mean: null, std: null, min: null, max: null }
  const mean = sum(scores) / scores.length
  const squares = scores.map((score) => (score - mean) * (score - mean))
  return {
    mean,
    std: scores.length < 2 ? null : Math.sqrt(sum(squares) / (scores.length - 1)),
    min: scores.reduce((least, score) => Math.min(least, score)),
    max: scores.reduce((greatest, score) => Math.max(greatest, score)),
  }
}

import { suggestion } from '../did-you-mean.ts'
import { SweepError } from '../errors.ts'
import type { MetricSpec } from '../spec.ts'
import { TRIAL_STATES, type TrialState } from '../trial.ts'
import { filterTest } from './evaluate.ts'
import { fieldFault, fieldReader } from './fields.ts'
import { fieldsIn, parseFilter } from './filter.ts'
import type { LeaderboardRow } from './leaderboard.ts'
import { queryError, shortened } from './query-error.ts'
import { type SortKey, sortedBy } from './sort-keys.ts'

/** Which trials. */
export interface TrialChoice {
  /** A filter; see `parseFilter`. */
  filter?: string
  state?: TrialState['status'] | readonly TrialState['status'][]
}

/** Which lines of what was found, and in what order. */
export interface Paging {
  /** The first decides; without, the best first. */
  sort?: readonly SortKey[]
  /** The direction of keys that say none. */
  order?: 'asc' | 'desc'
  /** How many to leave out first. */
  offset?: number
  /** How many at most. */
  top?: number
}

export type LeaderboardQuery = TrialChoice & Paging

/**
 * Rows of a leaderboard that match, in order: filter and state, then sort, then offset and top. Sorting is stable, so
 * equal rows keep their place on the leaderboard.
 *
 * @throws SweepError FILTER, with the column, for a filter that cannot be read or names an unknown field; QUERY
 */
export function query(
  rows: readonly LeaderboardRow[],
  metric: Pick<MetricSpec, 'name' | 'goal'>,
  options: LeaderboardQuery = {},
): LeaderboardRow[] {
  const { sort = [], order } = options
  const found = chosen(rows, options)
  for (const { field } of sort) checkField('sort', field, rows)
  const keys = sort.length === 0 && order !== undefined ? [{ field: 'score' }] : sort
  const columns = keys.map((key) => ({
    read: fieldReader(key.field),
    isDescending: isDescending(key, order, isScore(key.field, metric) ? metric.goal : undefined),
  }))
  return page(columns.length === 0 ? found : sortedBy(found, columns), options)
}

/** The rows that match, in their order. */
export function chosen(rows: readonly LeaderboardRow[], { filter, state }: TrialChoice): LeaderboardRow[] {
  const states = checkedStates(state)
  const isWanted = filter === undefined ? () => true : rowFilter(filter, rows)
  return rows.filter((row) => states.includes(row.state) && isWanted(row))
}

/** @throws SweepError QUERY */
export function page<Item>(items: readonly Item[], { offset = 0, top = items.length }: Paging): Item[] {
  checkCount('offset', offset)
  checkCount('top', top)
  return items.slice(offset, offset + top)
}

/** @param goal  of a value that is better or worse */
export function isDescending(key: SortKey, order: Paging['order'], goal?: MetricSpec['goal']): boolean {
  const said = key.order ?? order
  return said === undefined ? goal === 'maximize' : said === 'desc'
}

/** @throws SweepError QUERY */
export function checkField(option: string, name: string, rows: readonly LeaderboardRow[]): void {
  const fault = fieldFault(name, rows)
  if (fault !== undefined) throw new SweepError('QUERY', `${option} is "${name}".`, fault)
}

function rowFilter(text: string, rows: readonly LeaderboardRow[]): (row: LeaderboardRow) => boolean {
  const filter = parseFilter(text)
  for (const { name, place } of fieldsIn(filter)) {
    const got = fieldFault(name, rows)
    const needed = `A text stands in quotes: '${shortened(name)}'.`
    if (got !== undefined) throw queryError({ what: 'Filter', text, place, got, needed })
  }
  return filterTest(filter)
}

function isScore(field: string, { name }: Pick<MetricSpec, 'name'>): boolean {
  return field === 'score' || field === name
}

function checkedStates(state: TrialChoice['state']): readonly string[] {
  const wanted = state === undefined ? TRIAL_STATES : [state].flat()
  const wrong = wanted.find((one) => !TRIAL_STATES.includes(one))
  if (wrong === undefined) return wanted
  throw new SweepError('QUERY', `state is "${wrong}".`, suggestion(wrong, TRIAL_STATES))
}

function checkCount(name: string, count: number): void {
  if (Number.isInteger(count) && count >= 0) return
  throw new SweepError('QUERY', `${name} is ${count}.`, 'Use a whole number from 0.')
}

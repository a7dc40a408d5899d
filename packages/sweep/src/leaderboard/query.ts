import { suggestion } from '../did-you-mean.ts'
import { SweepError } from '../errors.ts'
import { TRIAL_STATES, type TrialState } from '../trial.ts'
import { matches } from './evaluate.ts'
import { type FieldValue, fieldFault, fieldOf } from './fields.ts'
import { fieldsIn, parseFilter } from './filter.ts'
import type { LeaderboardRow } from './leaderboard.ts'
import { filterError } from './tokens.ts'

export interface LeaderboardQuery {
  /** A filter; see `parseFilter`. */
  filter?: string
  state?: TrialState['status'] | readonly TrialState['status'][]
  /** Fields, the first decides; without, the order of the leaderboard. */
  sort?: readonly string[]
  /** Turns the order of `sort` (or of the leaderboard) round; rows without a value stay last. */
  desc?: boolean
  /** How many rows to leave out first. */
  offset?: number
  /** How many rows at most. */
  top?: number
}

/**
 * Rows that match, in order: filter and state, then sort, then offset and top. Sorting is stable, so equal rows keep
 * their place on the leaderboard.
 *
 * @throws SweepError FILTER, with the column, for a filter that cannot be read or names an unknown field; QUERY
 */
export function query(rows: readonly LeaderboardRow[], options: LeaderboardQuery = {}): LeaderboardRow[] {
  const { filter, state, sort = [], desc = false, offset = 0, top = rows.length } = options
  checkCount('offset', offset)
  checkCount('top', top)
  const states = checkedStates(state)
  const isWanted = filter === undefined ? () => true : rowFilter(filter, rows)
  const found = rows.filter((row) => states.includes(row.state) && isWanted(row))
  return sorted(found, checkedSort(sort, rows), desc).slice(offset, offset + top)
}

function rowFilter(text: string, rows: readonly LeaderboardRow[]): (row: LeaderboardRow) => boolean {
  const filter = parseFilter(text)
  for (const { name, column } of fieldsIn(filter)) {
    const fault = fieldFault(name, rows)
    if (fault !== undefined) throw filterError(text, column, fault, `A text stands in quotes: '${name}'.`)
  }
  return (row) => matches(filter, row)
}

function sorted(rows: readonly LeaderboardRow[], sort: readonly string[], desc: boolean): LeaderboardRow[] {
  if (sort.length === 0) return desc ? rankedLast(rows) : [...rows]
  return rows.toSorted((a, b) => {
    for (const field of sort) {
      const order = compare(fieldOf(a, field), fieldOf(b, field), desc)
      if (order !== 0) return order
    }
    return 0
  })
}

/** Worst first; what has no rank stays below. */
function rankedLast(rows: readonly LeaderboardRow[]): LeaderboardRow[] {
  const isRanked = (row: LeaderboardRow) => row.rank !== undefined
  return [...rows.filter(isRanked).toReversed(), ...rows.filter((row) => !isRanked(row))]
}

function compare(a: FieldValue, b: FieldValue, desc: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  const order = typeof a === typeof b ? Number(a > b) - Number(a < b) : typeof a < typeof b ? -1 : 1
  return desc ? -order : order
}

function checkedSort(sort: readonly string[], rows: readonly LeaderboardRow[]): readonly string[] {
  for (const field of sort) {
    const fault = fieldFault(field, rows)
    if (fault !== undefined) throw new SweepError('QUERY', `sort is "${field}".`, fault)
  }
  return sort
}

function checkedStates(state: LeaderboardQuery['state']): readonly string[] {
  const wanted = state === undefined ? TRIAL_STATES : [state].flat()
  const wrong = wanted.find((one) => !TRIAL_STATES.includes(one))
  if (wrong === undefined) return wanted
  throw new SweepError('QUERY', `state is "${wrong}".`, suggestion(wrong, TRIAL_STATES))
}

function checkCount(name: string, count: number): void {
  if (Number.isInteger(count) && count >= 0) return
  throw new SweepError('QUERY', `${name} is ${count}.`, 'Use a whole number from 0.')
}

import { type FieldValue, fieldReader } from './fields.ts'
import type { Comparison, Filter, Operand } from './filter.ts'
import type { LeaderboardRow } from './leaderboard.ts'

type Test = (row: LeaderboardRow) => boolean

/** Whether rows match a filter; the meaning is in the grammar's documentation. Names are looked up once, not per row. */
export function filterTest(filter: Filter): Test {
  switch (filter.kind) {
    case 'and': {
      const [left, right] = [filterTest(filter.left), filterTest(filter.right)]
      return (row) => left(row) && right(row)
    }
    case 'or': {
      const [left, right] = [filterTest(filter.left), filterTest(filter.right)]
      return (row) => left(row) || right(row)
    }
    case 'not': {
      const inner = filterTest(filter.inner)
      return (row) => !inner(row)
    }
    case 'null': {
      const value = reader(filter.operand)
      return (row) => value(row) === null
    }
    case 'in': {
      const value = reader(filter.operand)
      return (row) => isAmong(value(row), filter.values)
    }
    case 'compare': {
      const [left, right] = [reader(filter.left), reader(filter.right)]
      return (row) => holds(filter.comparison, left(row), right(row))
    }
  }
}

function reader(operand: Operand): (row: LeaderboardRow) => FieldValue {
  return operand.kind === 'value' ? () => operand.value : fieldReader(operand.name)
}

function isAmong(value: FieldValue, values: readonly FieldValue[]): boolean {
  return values.some((one) => holds('=', value, one))
}

function holds(comparison: Comparison, a: FieldValue, b: FieldValue): boolean {
  if (a === null || b === null || typeof a !== typeof b) return false
  switch (comparison) {
    case '=':
      return a === b
    case '!=':
      return a !== b
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
  }
}

import { type FieldValue, fieldOf } from './fields.ts'
import type { Comparison, Filter, Operand } from './filter.ts'
import type { LeaderboardRow } from './leaderboard.ts'

/** Whether a row matches a filter; the meaning is in the grammar's documentation. */
export function matches(filter: Filter, row: LeaderboardRow): boolean {
  switch (filter.kind) {
    case 'and':
      return matches(filter.left, row) && matches(filter.right, row)
    case 'or':
      return matches(filter.left, row) || matches(filter.right, row)
    case 'not':
      return !matches(filter.inner, row)
    case 'null':
      return operandValue(filter.operand, row) === null
    case 'in': {
      const value = operandValue(filter.operand, row)
      return filter.values.some((one) => holds('=', value, one))
    }
    case 'compare':
      return holds(filter.comparison, operandValue(filter.left, row), operandValue(filter.right, row))
  }
}

function operandValue(operand: Operand, row: LeaderboardRow): FieldValue {
  return operand.kind === 'value' ? operand.value : fieldOf(row, operand.name)
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

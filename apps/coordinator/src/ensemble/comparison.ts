import { metricText } from '../view/amounts.ts'
import { type Column, table } from '../view/table.ts'
import type { Comparison, EnsembleScores } from './evaluate-members.ts'

/** The ensemble beside its members, as a table: what it was chosen on, and what it is worth on rows nobody has seen. */
export function comparisonTable({ members, validation, test }: EnsembleScores, width: number): string {
  const columns: Column[] = [
    { header: '', cuttable: true },
    ...(validation ? numbers('validation') : []),
    ...(test ? numbers('test') : []),
  ]
  const rows = ROWS.map(({ key, label }) => [
    label(members.map((member) => member.trial.number)),
    ...(validation ? cellsOf(validation, key) : []),
    ...(test ? cellsOf(test, key) : []),
  ])
  return table(columns, rows, width).text
}

const ROWS: { key: keyof Comparison; label: (numbers: readonly number[]) => string }[] = [
  { key: 'best', label: ([first]) => `best single (trial ${first})` },
  { key: 'mean', label: (numbers) => `mean of ${numbers.length}` },
  { key: 'average', label: (numbers) => `average of ${numbers.length}` },
]

function numbers(part: string): Column[] {
  return [
    { header: `${part}_accuracy`, align: 'right' },
    { header: `${part}_loss`, align: 'right' },
  ]
}

function cellsOf(comparison: Comparison, key: keyof Comparison): string[] {
  const { accuracy, loss } = comparison[key]
  return [metricText(accuracy), metricText(loss)]
}

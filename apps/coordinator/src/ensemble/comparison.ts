import { metricText } from '../view/amounts.ts'
import type { Column } from '../view/table.ts'
import type { Comparison, EnsembleScores } from './evaluate-members.ts'

/**
 * The ensemble beside its members: accuracy and loss on the rows it was chosen on, and on rows that took no part in the
 * choice, as a table and as CSV.
 */
export function comparisonResult(scores: EnsembleScores) {
  const [first] = scores.members
  const count = scores.members.length
  const parts = (['validation', 'test'] as const).filter((part) => scores[part] !== undefined)
  const names = parts.flatMap((part) => [`${part}_accuracy`, `${part}_loss`])
  const values = (key: keyof Comparison) =>
    parts.flatMap((part) => [scores[part]![key].accuracy, scores[part]![key].loss])
  const lines = [
    { label: `best single (trial ${first?.trial.number})`, key: 'bestSingle' },
    { label: `mean of ${count}`, key: 'meanOfMembers' },
    { label: `average of ${count}`, key: 'average' },
  ] as const
  const columns: Column[] = [
    { header: '', cuttable: true },
    ...names.map((header) => ({ header, align: 'right' as const })),
  ]
  return {
    columns,
    rows: lines.map(({ label, key }) => [label, ...values(key).map(metricText)]),
    csv: { header: ['who', ...names], rows: lines.map(({ key }) => [key, ...values(key)]) },
  }
}

import { expect, test } from 'vitest'
import { cells } from './printable.ts'
import { type Column, table } from './table.ts'

const columns: Column[] = [
  { header: 'trial', align: 'right' },
  { header: 'learning_rate', align: 'right' },
  { header: 'note', cuttable: true },
]
const rows = [
  ['3', '0.01', 'short'],
  ['12', '0.3', 'a much longer remark'],
]

test('columns stand under their headers, numbers to the right', () => {
  expect(table(columns, rows).text.split('\n')).toEqual([
    'trial  learning_rate  note',
    '    3           0.01  short',
    '   12            0.3  a much longer remark',
  ])
})

test('a header folds at its underscore where the table is too wide', () => {
  expect(table(columns, rows, 38).text.split('\n')).toEqual([
    'trial  learning_  note',
    '            rate',
    '    3       0.01  short',
    '   12        0.3  a much longer remark',
  ])
})

test('then words are cut', () => {
  expect(table(columns, rows, 30).text.split('\n').at(-1)).toBe('   12        0.3  a much long…')
})

test('then columns go from the right, and are named', () => {
  const { text, left } = table(columns, rows, 18)
  expect(left).toEqual(['note'])
  expect(text.split('\n')[0]).toBe('trial  learning_')
})

test('no line is wider than the terminal, however narrow that is', () => {
  for (let width = 14; width < 80; width += 1) {
    for (const line of table(columns, rows, width).text.split('\n')) expect(cells(line)).toBeLessThanOrEqual(width)
  }
})

test('a cell or a header cannot steer the terminal', () => {
  expect(table([{ header: 'name' }], [['a\u001b[31m']]).text).toBe('name\na\ufffd[31m')
  expect(table([{ header: 'p(a\u001b[31m\nb)' }], [['1']]).text).toBe('p(a\ufffd[31m\ufffdb)\n1')
})

test('ten thousand rows are drawn in no more than two seconds, for lists are that long', () => {
  const many = Array.from({ length: 10_000 }, (_, row) => [String(row), '0.1', 'short'])
  const startedAt = performance.now()
  expect(table(columns, many, 80).text.split('\n')).toHaveLength(10_001)
  expect(performance.now() - startedAt).toBeLessThan(2000)
})

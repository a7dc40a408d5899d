import { expect, test } from 'vitest'
import { figure, table, times } from './table.ts'

test('a table aligns its first column to the left and the others to the right', () => {
  expect(
    table([
      ['work', 'rate'],
      ['a', '1234'],
      ['longer', '5'],
    ]),
  ).toBe('work    rate\na       1234\nlonger     5')
})

test.for([
  [undefined, '-'],
  [4.839, '4.84'],
  [9.999, '10.0'],
  [99.96, '100'],
  [1807.6, '1808'],
  [9999.7, '10k'],
  [852_345, '852k'],
  [999_600, '1.00M'],
  [1_455_000, '1.46M'],
] as const)('the figure of %s is %s', ([value, text]) => {
  expect(figure(value)).toBe(text)
})

test('a ratio is so many times, and nothing is a dash', () => {
  expect([times(2.296), times(41.2), times(undefined)]).toEqual(['2.30x', '41.2x', '-'])
})

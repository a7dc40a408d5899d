import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SweepError } from '../errors.ts'
import { filterTest } from './evaluate.ts'
import { fieldsIn, parseFilter } from './filter.ts'
import type { LeaderboardRow } from './leaderboard.ts'

const row: LeaderboardRow = {
  rank: 1,
  number: 4,
  state: 'complete',
  reason: undefined,
  epoch: 3,
  score: 0.97,
  claims: 2,
  failures: 1,
  crashes: 0,
  seed: 7,
  params: {
    dropout: 0.25,
    optimizer: "nag's",
    batch_norm: true,
    'lr.max-1': 1e-3,
    'my [odd] rate': 3,
    and: 1,
    größe: 9,
    epoch: 50,
    loss: 2,
  },
  metrics: { val_accuracy: 0.97, train_accuracy: 0.99, loss: 0.5 },
}

function isTrue(filter: string): boolean {
  return filterTest(parseFilter(filter))(row)
}

function outcome(filter: string): string {
  try {
    isTrue(filter)
    return 'matches'
  } catch (error) {
    return error instanceof SweepError ? error.code : String(error)
  }
}

describe('a filter', () => {
  test.each([
    ['val_accuracy > 0.96 and dropout <= 0.25', true],
    ['val_accuracy > 0.97', false],
    ['val_accuracy >= 0.97', true],
    ['val_accuracy<.98', true],
    ['number = 4', true],
    ['number == 4', true],
    ['number != 4', false],
    ['number <> 5', true],
    ['4 = number', true],
    ['val_accuracy < train_accuracy', true],
    ['lr.max-1 = 1e-3', true],
    ['[lr.max-1] = 1e-3', true],
    ['[my [odd]] rate] = 3', true],
    ['[and] = 1 and [number] = 4', true],
    ['größe = 9', true],
    ['claims = 2 and failures = 1', true],
    ['rank <= 10', true],
    ['epoch = 3 and params.epoch = 50', true],
    ['loss = 2 and metrics.loss = 0.5 and params.loss = 2', true],
    ['params.val_accuracy is null', true],
    ['val_accuracy < 1e999 and val_accuracy > -1e999', true],
    ['dropout > -1', true],
    [`optimizer = 'nag''s'`, true],
    [`optimizer = "nag's"`, true],
    [`optimizer < 'z'`, true],
    ['batch_norm = true', true],
    ['batch_norm != false', true],
    [`state in ('complete', 'failed')`, true],
    [`state not in ('complete', 'failed')`, false],
    ['number in (1, 2, 3)', false],
    ['reason is null', true],
    ['reason is not null', false],
    ['score is not null', true],
    ['STATE_ is null AND NOT number = 5', true],
    // and binds before or, not before and
    ['number = 4 or number = 5 and number = 6', true],
    ['(number = 4 or number = 5) and number = 6', false],
    ['not number = 5 and number = 5', false],
    ['not (number = 5 and number = 5)', true],
    ['not not number = 4', true],
  ])('%s is %s', (filter, expected) => {
    expect(isTrue(filter)).toBe(expected)
  })

  test.each([
    ['reason = 1'],
    ['reason != 1'],
    ['reason < 1'],
    [`reason in ('diverged')`],
    [`number = '4'`],
    [`number != '4'`],
    ['batch_norm = 1'],
    [`number < 'z'`],
    ['toString = 1'],
  ])('%s is false: null and other types compare with nothing', (filter) => {
    expect(isTrue(filter)).toBe(false)
    expect(isTrue(`not (${filter})`)).toBe(true)
  })

  test('obeys the laws of and, or and not', () => {
    const test = fc.constantFrom('number = 4', 'dropout > 1', 'reason is null', `optimizer = 'x'`, 'score >= 0.5')
    fc.assert(
      fc.property(test, test, test, (a, b, c) => {
        expect(isTrue(`not (${a} or ${b})`)).toBe(isTrue(`not ${a} and not ${b}`))
        expect(isTrue(`${a} and (${b} or ${c})`)).toBe(isTrue(`${a} and ${b} or ${a} and ${c}`))
        expect(isTrue(`${a} or ${b} and ${c}`)).toBe(isTrue(a) || (isTrue(b) && isTrue(c)))
      }),
    )
  })

  test('may be long as long as it is flat', () => {
    expect(isTrue(Array(400).fill('(number = 4)').join(' and '))).toBe(true)
  })

  test('names its fields with their places', () => {
    expect(fieldsIn(parseFilter(`a > b and not (c in (1) or d is null)`))).toEqual([
      { kind: 'field', name: 'a', place: 0 },
      { kind: 'field', name: 'b', place: 4 },
      { kind: 'field', name: 'c', place: 15 },
      { kind: 'field', name: 'd', place: 27 },
    ])
  })

  test('never does anything but be read or be refused', () => {
    const parts = fc.constantFrom(
      'a',
      '1',
      "'x'",
      'and',
      'or',
      'not',
      'in',
      'is',
      'null',
      '(',
      ')',
      ',',
      '<',
      '=',
      ' ',
      '#',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts).map((all) => all.join(' ')),
        ),
        (text) => {
          expect(['matches', 'FILTER']).toContain(outcome(text))
        },
      ),
      { numRuns: 500 },
    )
  })
})

const ALL = `Use names, numbers, 'texts', comparisons, and, or, not, in, is null and ( ).`

describe('a filter that cannot be read points at the place', () => {
  test.each([
    ['a >', 4, 'The filter ends here.', `Needed is a name, a number, a 'text', true or false.`],
    ['a', 2, 'The filter ends here.', 'Needed is a comparison (=, !=, <, <=, >, >=), in (...) or is null.'],
    ['', 1, 'The filter ends here.', `Needed is a name, a number, a 'text', true or false.`],
    ['a > 1 b', 7, 'Here is b.', 'Needed is and, or, or the end.'],
    ['(a > 1', 7, 'The filter ends here.', 'Needed is ")".'],
    ['a in 1', 6, 'Here is 1.', 'Needed is "(".'],
    ['a not 1', 7, 'Here is 1.', 'Needed is in.'],
    ['a is 1', 6, 'Here is 1.', 'Needed is null.'],
    ['a = null', 5, 'Nothing compares with null.', 'Write "is null" or "is not null".'],
    ['a > 1 && b > 1', 7, '"&" has no meaning here.', 'Write and.'],
    ["a = 'x", 5, 'The text that begins here has no end.', "Close it with '."],
    ['a > 1.2.3', 5, '1.2.3 is no number.', 'A name that does not begin with a letter stands in brackets: [2nd rate].'],
    ['2nd > 1', 1, '2nd is no number.', 'A name that does not begin with a letter stands in brackets: [2nd rate].'],
    ['a > [b', 5, 'The name that begins here is empty or has no end.', 'Close it with ].'],
    ['[] > 1', 1, 'The name that begins here is empty or has no end.', 'Close it with ].'],
    ['`my rate` > 1', 1, '"`" has no meaning here.', 'An odd name stands in brackets: [my rate].'],
    ['a > 1 # b', 7, '"#" has no meaning here.', ALL],
  ])('%s', (filter, column, got, needed) => {
    const pointer = `${' '.repeat(column - 1)}^`
    const message = `Filter, column ${column}: ${got} ${needed}\n  ${filter}\n  ${pointer}`
    expect(() => parseFilter(filter)).toThrow(expect.objectContaining({ message }))
  })

  test('however deep it is, or long', () => {
    expect(() => parseFilter('('.repeat(5000))).toThrow(
      'column 101: This is nested too deeply. Use at most 100 levels.',
    )
    expect(() => parseFilter(`a = '${'x'.repeat(10_000)}'`)).toThrow(
      'column 10001: The filter has 10006 characters. Use at most 10000.',
    )
  })

  test('counting characters, and pointing by what they take on a terminal', () => {
    expect(() => parseFilter("a = '数😀é' ?")).toThrow(
      `column 11: "?" has no meaning here. ${ALL}\n  a = '数😀é' ?\n${' '.repeat(14)}^`,
    )
  })

  test('in a line of its own, however long or broken the filter is', () => {
    const filter = `a = 1\nand ${'a = 1 and '.repeat(50)}b ? ${' or a = 1'.repeat(50)}`
    expect(() => parseFilter(filter)).toThrow(
      expect.objectContaining({
        message: `Filter, column 513: "?" has no meaning here. ${ALL}\n  …= 1 and ${'a = 1 and '.repeat(4)}b ?  or a = 1 or a = 1 or a = 1 …\n  ${' '.repeat(51)}^`,
      }),
    )
  })
})

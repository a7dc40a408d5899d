import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SweepError } from '../errors.ts'
import { filterVerdict } from '../testing/filter-oracle.ts'
import { trialRecord } from '../testing/trials.ts'
import { leaderboard } from './leaderboard.ts'
import { query } from './query.ts'

const metric = { name: 'loss', goal: 'minimize' } as const
const rows = leaderboard(
  [
    trialRecord(0, { params: { lr: 0.1, act: 'relu', 'my [odd] rate': 1 }, curve: [0.5], end: 'complete' }),
    trialRecord(1, { params: { lr: 1e300, act: "it's", flag: true, größe: 2 }, curve: [0.25], end: 'diverged' }),
    trialRecord(2, { params: { lr: -0, '2nd': 1, and: 0 } }),
  ],
  metric,
)
const FIELDS = new Set(
  'rank number state reason epoch score claims failures crashes seed loss lr act flag größe 2nd and params.lr metrics.loss'.split(
    ' ',
  ),
).add('my [odd] rate')

/** What is done with a filter: the column that is complained of, or undefined where it is answered. */
function columnOf(filter: string): number | undefined {
  try {
    query(rows, metric, { filter })
    return undefined
  } catch (error) {
    if (!(error instanceof SweepError) || error.code !== 'FILTER') throw error
    const column = /^Filter, column (\d+): .+\n {2}.*\n {2} *\^$/.exec(error.message)?.[1]
    if (column === undefined) throw error
    return Number(column)
  }
}

/** The same, reckoned apart. */
function expectedColumn(filter: string): number | undefined {
  const verdict = filterVerdict(filter)
  if (verdict.kind === 'wrong') return verdict.column
  return verdict.fields.find(({ name }) => !FIELDS.has(name))?.column
}

const NAMES = ['lr', 'act', 'loss', 'größe', 'params.lr', 'metrics.loss', 'los', '[2nd]', '[my [odd]] rate]', '[and]']
const VALUES = ['1', '-0.5', '.5', '1e3', '1e999', '1.', '+7', "'relu'", `"it's"`, "'it''s'", 'true', 'FALSE']
const WORDS = ['and', 'or', 'not', 'AND', 'Or', 'in', 'not in', 'is', 'is null', 'is not null', 'null']
const SIGNS = ['=', '==', '!=', '<>', '<', '<=', '>', '>=', '(', ')', '((', '))', ',']
const WRONG = ['[x', '[]', '1.2.3', '2nd', "'open", '"', '`lr`', '&&', '!', '#', '😀', '\n', '\t', '']
const word = fc.constantFrom(...NAMES, ...VALUES, ...WORDS, ...SIGNS, ...WRONG)
const RIGHT = [
  'lr > 0.1',
  "act = 'relu'",
  'flag = true',
  'loss is null',
  'number in (1, 2)',
  "act not in ('a')",
  'lr = loss',
]
const NESTED = ['(lr < 1 or loss > 0)', 'not (lr > 1)', 'not not flag = true', '[2nd] = 1']
const condition = fc.constantFrom(...RIGHT, ...NESTED, 'los > 1', 'lr > ', 'lr 1', 'in (1)')
const joint = fc.constantFrom(' and ', ' or ', ' AND NOT ', ' ', ') or (', ' or not (', ')')
const filters = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(...`lrabn_.-+0123456789eE'"[]()<>=!,& \n😀é´²١ǅ`), maxLength: 25 }),
  fc.tuple(fc.array(word, { maxLength: 14 }), fc.constantFrom('', ' ')).map(([words, space]) => words.join(space)),
  fc.array(fc.tuple(condition, joint), { maxLength: 6 }).map((parts) => parts.flat().slice(0, -1).join('')),
  fc
    .tuple(fc.nat(110), fc.constantFrom('(', 'not ', '(not '), fc.nat(110))
    .map(([deep, opening, closing]) => `${opening.repeat(deep)}lr > 1${')'.repeat(closing)}`),
)

test('100 000 filters at random are answered, or refused at the column where they are wrong', () => {
  const seen = { answered: 0, refused: 0 }
  fc.assert(
    fc.property(filters, (filter) => {
      const column = columnOf(filter)
      seen[column === undefined ? 'answered' : 'refused'] += 1
      expect({ filter, column }).toEqual({ filter, column: expectedColumn(filter) })
    }),
    { numRuns: 100_000, seed: 7 },
  )
  // Both are met often, or the test would say little.
  expect(Math.min(seen.answered, seen.refused)).toBeGreaterThan(3000)
}, 120_000)

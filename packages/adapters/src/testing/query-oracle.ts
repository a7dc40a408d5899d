import type { FieldValue, Params, SortKey } from '@hypersweep/sweep'
import fc from 'fast-check'

// Trials at random, questions at random, and their answers by plain loops: nothing of the query is used to judge it.

export interface Drawn {
  number: number
  params: Params
  metrics: Record<string, number>
  state: 'complete' | 'failed' | 'running' | 'waiting'
}

const TEXTS = ['relu', 'tanh', '', "it's", 'ü "x"', '10', 'true']
const NUMBERS = [0, -0, 0.1, 0.25, 1, 64, -3, 1e-300, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, 2 ** 53]
export const METRIC = { name: 'val', goal: 'maximize', at: 'best' } as const

const value = fc.constantFrom(...NUMBERS)
const drawn = fc.record({
  params: fc.record(
    {
      lr: value,
      act: fc.constantFrom(...TEXTS),
      mixed: fc.constantFrom(1, '1', true, false, 'a'),
      'my [odd] rate': value,
    },
    { requiredKeys: [] },
  ),
  metrics: fc.record({ val: value, loss: value, lr: value }, { requiredKeys: ['val'] }),
  state: fc.constantFrom('complete', 'complete', 'complete', 'failed', 'running', 'waiting'),
})
export const TRIALS: readonly Drawn[] = fc
  .sample(drawn, { numRuns: 300, seed: 3 })
  .map((each, number) => ({ ...each, number }) as Drawn)

/** What a trial has under a name: a number, text or truth, or nothing. */
export function has({ number, params, metrics, state }: Drawn, name: string): FieldValue {
  if (name === 'number') return number
  if (name === 'state') return state
  if (name === 'reason') return state === 'failed' ? 'error' : null
  if (name === 'score') return state === 'complete' ? metrics['val']! : null
  const reported = state === 'waiting' ? {} : metrics
  const places: Record<string, object>[] = [{ params }, { metrics: reported }]
  const [kind, inner] = [name.split('.')[0]!, name.split('.').slice(1).join('.')]
  for (const place of places) {
    const [[of, values]] = Object.entries(place) as [[string, Record<string, FieldValue>]]
    if (name in values) return values[name]!
    if (of === kind && inner in values) return values[inner]!
  }
  return null
}

type Test = (trial: Drawn) => boolean
export interface Phrase {
  text: string
  test: Test
}

const FIELDS = ['number', 'state', 'reason', 'score', 'lr', 'act', 'mixed', 'loss', 'params.lr', 'metrics.lr']
export const field = fc.constantFrom(...FIELDS, 'my [odd] rate')
const named = (name: string) => (name.includes(' ') ? `[${name.replaceAll(']', ']]')}]` : name)
const literal = fc.constantFrom<FieldValue>(
  ...NUMBERS,
  ...TEXTS,
  'complete',
  'error',
  true,
  false,
  150,
  Infinity,
  -Infinity,
)
const written = (one: FieldValue) => {
  if (typeof one === 'string') return `'${one.replaceAll("'", "''")}'`
  return one === Infinity ? '1e999' : one === -Infinity ? '-1e999' : Object.is(one, -0) ? '-0' : String(one)
}
const SIGNS = ['=', '==', '!=', '<>', '<', '<=', '>', '>=']
function holds(sign: string, a: FieldValue, b: FieldValue): boolean {
  if (a === null || b === null || typeof a !== typeof b) return false
  const [less, same] = [a < b, a === b]
  return [same, same, !same, !same, less, less || same, !less && !same, !less][SIGNS.indexOf(sign)]!
}

const sign = fc.constantFrom(...SIGNS)
const simple: fc.Arbitrary<Phrase> = fc.oneof(
  fc
    .tuple(field, sign, literal)
    .map(([a, op, b]) => ({ text: `${named(a)} ${op} ${written(b)}`, test: (t: Drawn) => holds(op, has(t, a), b) })),
  fc
    .tuple(literal, sign, field)
    .map(([a, op, b]) => ({ text: `${written(a)}${op}${named(b)}`, test: (t: Drawn) => holds(op, a, has(t, b)) })),
  fc.tuple(field, sign, field).map(([a, op, b]) => ({
    text: `${named(a)} ${op} ${named(b)}`,
    test: (t: Drawn) => holds(op, has(t, a), has(t, b)),
  })),
  fc.tuple(field, fc.boolean()).map(([a, is]) => ({
    text: `${named(a)} is ${is ? '' : 'not '}null`,
    test: (t: Drawn) => (has(t, a) === null) === is,
  })),
  fc.tuple(field, fc.boolean(), fc.array(literal, { minLength: 1, maxLength: 5 })).map(([a, isIn, list]) => ({
    text: `${named(a)} ${isIn ? '' : 'not '}in (${list.map(written).join(', ')})`,
    test: (t: Drawn) => list.some((one) => holds('=', has(t, a), one)) === isIn,
  })),
)
export const { phrase } = fc.letrec<{ phrase: Phrase }>((tie) => ({
  phrase: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    simple,
    fc
      .tuple(tie('phrase'), tie('phrase'))
      .map(([a, b]) => ({ text: `(${a.text}) and (${b.text})`, test: (t: Drawn) => a.test(t) && b.test(t) })),
    fc
      .tuple(tie('phrase'), tie('phrase'))
      .map(([a, b]) => ({ text: `(${a.text}) OR (${b.text})`, test: (t: Drawn) => a.test(t) || b.test(t) })),
    tie('phrase').map((a) => ({ text: `Not (${a.text})`, test: (t: Drawn) => !a.test(t) })),
  ),
}))

const TYPES = ['boolean', 'number', 'string']
/** By what is first in a list: nothing is last both ways. */
function before(a: FieldValue, b: FieldValue, isDown: boolean): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0)
  const [first, second] = isDown ? [b, a] : [a, b]
  const types = TYPES.indexOf(typeof first) - TYPES.indexOf(typeof second)
  return types !== 0 ? types : first < second ? -1 : first > second ? 1 : 0
}

export function expected(
  { test: isWanted }: Phrase,
  sort: readonly SortKey[],
  order: 'asc' | 'desc' | undefined,
): number[] {
  const isDown = ({ field: name, order: own }: SortKey) => {
    const said = own ?? order
    return said === undefined ? name === 'score' || name === METRIC.name : said === 'desc'
  }
  const place = (trial: Drawn) => [has(trial, 'score'), trial.number] as const
  const usual = TRIALS.toSorted((a, b) => before(place(a)[0], place(b)[0], true) || place(a)[1] - place(b)[1])
  const keys = sort.length === 0 && order !== undefined ? [{ field: 'score' }] : sort
  const sorted = usual.filter(isWanted).toSorted((a, b) => {
    for (const key of keys) {
      const one = before(has(a, key.field), has(b, key.field), isDown(key))
      if (one !== 0) return one
    }
    return 0
  })
  return sorted.map(({ number }) => number)
}

export const direction = fc.constantFrom('asc', 'desc', undefined)
export const key = fc
  .tuple(field, direction)
  .map(([name, order]): SortKey => (order ? { field: name, order } : { field: name }))

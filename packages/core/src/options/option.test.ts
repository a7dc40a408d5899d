import { describe, expect, test } from 'vitest'
import { CoreError } from '../errors.ts'
import {
  actingOptions,
  checkOptions,
  count,
  countOrNone,
  defaultsOf,
  factor,
  flag,
  isInRange,
  isOption,
  notNegative,
  number,
  type Options,
  positive,
  rangeText,
  share,
} from './option.ts'

const options = {
  beta1: number(share, 'β₁', 0.9),
  lr_decay: number(factor, 'factor of each step'),
  pieces: number({ ...count, max: 16, maxIncluded: true }, 'sums for each unit', 2),
  centered: flag('divide by the deviation'),
  anneal_strategy: { kind: 'choice', choices: ['cosine', 'linear'], default: 'cosine', meaning: 'the curve' },
  milestones: { kind: 'list', range: count, meaning: 'epochs' },
  warmup_epochs: number(countOrNone, 'epochs of warm-up', 0),
  warmup_factor: { ...number(factor, 'share of the first epoch', 0.1), needs: 'warmup_epochs' },
} as const satisfies Options
const right = { ...defaultsOf(options), lr_decay: 0.5, milestones: [3, 7] }

describe('ranges', () => {
  test.each([
    [share, '[0, 1)'],
    [factor, '(0, 1]'],
    [positive, '(0, ∞)'],
    [notNegative, '[0, ∞)'],
    [count, '[1, ∞)'],
    [{ min: -Infinity, minIncluded: false, max: -0.5, maxIncluded: true }, '(−∞, −0.5]'],
  ])('%o is written %s', (range, text) => {
    expect(rangeText(range)).toBe(text)
  })

  test('hold what they are written to hold', () => {
    const held = (range: typeof share, values: number[]) => values.filter((value) => isInRange(range, value))
    expect(held(share, [-1e-9, 0, 0.999, 1, Number.NaN])).toEqual([0, 0.999])
    expect(held(factor, [0, 1e-300, 1, 1.001])).toEqual([1e-300, 1])
    expect(held(positive, [-1, 0, 1e-300, 1e300, Infinity])).toEqual([1e-300, 1e300])
    expect(held(count, [0, 1, 1.5, 2, Infinity, 2 ** 53])).toEqual([1, 2])
  })
})

test('the defaults are of the options that have one', () => {
  expect(defaultsOf(options)).toEqual({
    beta1: 0.9,
    pieces: 2,
    centered: false,
    anneal_strategy: 'cosine',
    warmup_epochs: 0,
    warmup_factor: 0.1,
  })
})

test('an option acts unless it needs another one that is off', () => {
  const all = Object.keys(options)
  expect([...actingOptions(options, right)]).toEqual(all.filter((name) => name !== 'warmup_factor'))
  expect([...actingOptions(options, { ...right, warmup_epochs: 2 })]).toEqual(all)
  expect(actingOptions({ warmup_factor: options.warmup_factor }, {}).size).toBe(0)
  const withFlag = { a: flag('a'), b: { ...number(share, 'b', 0), needs: 'a' } }
  expect([...actingOptions(withFlag, { a: false }), ...actingOptions(withFlag, { a: true })]).toEqual(['a', 'a', 'b'])
})

test.each<[keyof typeof options, unknown[], unknown[]]>([
  ['beta1', [0, 0.5], [1, '0.5', true, undefined, null, [0.5]]],
  ['centered', [true, false], [0, 1, 'true', undefined]],
  ['anneal_strategy', ['cosine', 'linear'], ['cos', '', 0, undefined]],
  ['milestones', [[1], [3, 7, 90]], [[], [7, 3], [3, 3], [0, 3], [1.5], ['3'], 3, undefined]],
])('%s takes each of %j and none of %j', (name, taken, refused) => {
  expect(taken.filter((value) => !isOption(options[name], value))).toEqual([])
  expect(refused.filter((value) => isOption(options[name], value))).toEqual([])
})

describe('checkOptions', () => {
  test('says nothing of what is right, nor of what is not its own', () => {
    expect(() => checkOptions('adam', options, right)).not.toThrow()
    expect(() => checkOptions('adam', options, { ...right, patience: 'long' })).not.toThrow()
  })

  test.each([
    [{ beta1: 1.2 }, 'adam: beta1 is 1.2. Use a number in [0, 1); 0.9 is usual.'],
    [{ beta1: Number.NaN }, 'adam: beta1 is NaN. Use a number in [0, 1); 0.9 is usual.'],
    [{ lr_decay: 0 }, 'adam: lr_decay is 0. Use a number in (0, 1].'],
    [{ lr_decay: undefined }, 'adam: lr_decay is missing. Use a number in (0, 1].'],
    [{ pieces: 2.5 }, 'adam: pieces is 2.5. Use a whole number in [1, 16]; 2 is usual.'],
    [{ centered: 'yes' }, 'adam: centered is "yes". Use true or false.'],
    [{ anneal_strategy: 'cos' }, 'adam: anneal_strategy is "cos". Use one of cosine, linear.'],
    [{ milestones: [7, 3] }, 'adam: milestones is [7,3]. Use a list of ascending whole numbers in [1, ∞).'],
  ])('refuses %o by its name', (wrong, message) => {
    const check = () => checkOptions('adam', options, { ...right, ...wrong })
    expect(check).toThrow(CoreError)
    expect(check).toThrow(expect.objectContaining({ code: 'OPTION', message }))
  })
})

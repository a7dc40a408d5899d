import { describe, expect, test } from 'vitest'
import { evaluator, mul, sub } from '../formula/index.ts'
import { createMatrix, fillRowMajor, offsetOf } from '../kernels/matrix.ts'
import type { OptionValue } from '../options/option.ts'
import { NO_TERMS, optimizerSpec, optimizerWalk } from '../testing/optimizer-walk.ts'
import { optimizerOf } from './index.ts'
import { sgd } from './sgd.ts'
import { type GradientTerms, updateFormula } from './update-formula.ts'

const LR = 0.5
const initial = [1, -2, 0, 4]
const gradients = [
  [10, -10, 0.5, 0.25],
  [-4, 3, -0.5, 8],
]

function walk(terms: Partial<GradientTerms>, options: Readonly<Record<string, OptionValue>> = {}, clipScale = 1) {
  const all = { ...NO_TERMS, ...terms }
  return optimizerWalk(
    { ...options, optimizer: 'sgd' },
    { initial, gradients, learningRate: LR, terms: all, clipScale },
  )
}

/** The first weights if what sgd sees is this. */
const after = (seen: readonly number[]) => initial.map((w, i) => w - LR * seen[i]!)

describe('what sgd sees of [10, −10, 0.5, 0.25] at the weights [1, −2, 0, 4]', () => {
  test.each([
    ['nothing else', {}, {}, [10, -10, 0.5, 0.25]],
    ['clip by norm', { clip_norm: 1 }, {}, [5, -5, 0.25, 0.125]],
    ['clip by value', { clip_value: 0.4 }, {}, [0.4, -0.4, 0.4, 0.25]],
    ['both: the norm first', { clip_norm: 1, clip_value: 4 }, {}, [4, -4, 0.25, 0.125]],
    ['weight decay', {}, { weight_decay: 0.1 }, [10.1, -10.2, 0.5, 0.65]],
    ['l1: nothing at 0', { l1: 0.1 }, {}, [10.1, -10.1, 0.5, 0.35]],
    [
      'all: decay and l1 are not clipped',
      { clip_norm: 1, clip_value: 4, l1: 1 },
      { weight_decay: 1 },
      [6, -7, 0.25, 5.125],
    ],
  ])('with %s', (_, terms, options, seen) => {
    const { weight } = walk(terms, options, 0.5)
    for (const [i, w] of after(seen).entries()) expect(weight![0]![i]).toBeCloseTo(w, 14)
  })
})

test('a gradient that is no number passes the clips, so that the training ends', () => {
  const terms = { ...NO_TERMS, clip_norm: 1, clip_value: 1 }
  const walked = optimizerWalk(
    { optimizer: 'sgd' },
    { initial: [1], gradients: [[Number.NaN]], learningRate: LR, terms },
  )
  expect(walked['weight']![0]![0]).toBeNaN()
})

test('the average begins at the weights and follows the new ones', () => {
  const { weight, average } = walk({ ema: 0.75 })
  let expected = initial
  for (const t of [0, 1]) {
    expected = expected.map((each, i) => 0.75 * each + 0.25 * weight![t]![i]!)
    expect(average![t]).toEqual(expected.map((each) => expect.closeTo(each, 14)))
  }
  expect(walk({})['average']![1]).toEqual(initial)
  expect(weight).toEqual(walk({})['weight'])
})

test('what is 0 is not in the formula', () => {
  const names = (terms: GradientTerms, weight_decay: number, optimizer = 'sgd') => {
    const spec = optimizerSpec({ optimizer, weight_decay })
    const { operands } = updateFormula(optimizerOf(spec), spec, terms, 'tile')
    return operands.map(({ name }) => name).toSorted()
  }
  expect(names(NO_TERMS, 0)).toEqual(['gradient', 'lr', 'weight'])
  const all = { clip_norm: 1, clip_value: 1, l1: 1, ema: 0.9 }
  const terms = [
    'average',
    'clip_scale',
    'clip_value',
    'ema',
    'ema_rest',
    'gradient',
    'l1',
    'lr',
    'weight',
    'weight_decay',
  ]
  expect(names(all, 1)).toEqual(terms)
  expect(names(NO_TERMS, 1, 'adamw')).not.toContain('weight_decay')
})

test('an optimizer that has no weight decay gets none', () => {
  const plain = {
    ...sgd,
    options: {},
    update: ({ weight, gradient, scalar }) => ({ weight: sub(weight, mul(scalar('lr'), gradient)) }),
  } satisfies typeof sgd
  expect(updateFormula(plain, {}, NO_TERMS, 'stream').operands.map(({ name }) => name)).not.toContain('weight_decay')
})

test('a tile of gradients moves the rows that it belongs to', () => {
  const floats = (count: number) => new Float64Array(count)
  const [weight, tile] = [createMatrix(6, 20, floats), createMatrix(2, 16, floats)]
  fillRowMajor(
    weight,
    Array.from({ length: 120 }, () => 1),
  )
  fillRowMajor(
    tile,
    Array.from({ length: 32 }, (_, i) => i),
  )
  const update = updateFormula(sgd, { weight_decay: 0 }, NO_TERMS, 'tile')
  evaluator(update, { weight, gradient: tile, lr: floats(1).fill(LR) }, floats)(0, 3, 2)
  const row = (r: number) => [0, 1, 15, 16].map((c) => weight.values[offsetOf(weight, r, c)])
  expect([2, 3, 4, 5].map(row)).toEqual([
    [1, 1, 1, 1],
    [1, 0.5, -6.5, 1],
    [-7, -7.5, -14.5, 1],
    [1, 1, 1, 1],
  ])
})

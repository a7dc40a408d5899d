import { describe, expect, test } from 'vitest'
import { adam } from './adam.ts'
import { momentum } from './momentum.ts'
import { nesterov } from './nesterov.ts'
import {
  actingOptions,
  isInRange,
  type OptimizerOption,
  optimizerDefaults,
  optionRanges,
  rangeText,
} from './optimizer-options.ts'
import { rmsprop } from './rmsprop.ts'
import { sgd } from './sgd.ts'

test('each optimizer names the options that act under it', () => {
  const acting = Object.fromEntries(
    (['sgd', 'momentum', 'nesterov', 'rmsprop', 'adam'] as const).map((name) => [
      name,
      [...actingOptions(name)].sort(),
    ]),
  )
  expect(acting).toEqual({
    sgd: ['learning_rate', 'weight_decay'],
    momentum: ['learning_rate', 'momentum', 'weight_decay'],
    nesterov: ['learning_rate', 'momentum', 'weight_decay'],
    rmsprop: ['decay_rate', 'epsilon', 'learning_rate', 'momentum', 'weight_decay'],
    adam: ['beta1', 'decay_rate', 'epsilon', 'learning_rate', 'weight_decay'],
  })
})

test('ranges are written as they are checked', () => {
  expect(rangeText(optionRanges.momentum)).toBe('[0, 1)')
  expect(rangeText(optionRanges.epsilon)).toBe('(0, ∞)')
  expect([-1e-9, 0, 0.999, 1, Number.NaN].map((x) => isInRange(optionRanges.momentum, x))).toEqual([
    false,
    true,
    true,
    false,
    false,
  ])
  expect([0, 1e-300, Infinity].map((x) => isInRange(optionRanges.epsilon, x))).toEqual([false, true, false])
})

test('every default is in its range', () => {
  const defaults = Object.values(optimizerDefaults).flatMap((each) => Object.entries(each))
  const outside = defaults.filter(([option, value]) => !isInRange(optionRanges[option as OptimizerOption], value))
  expect(defaults.length).toBeGreaterThan(0)
  expect(outside).toEqual([])
})

describe('an option outside its range is refused by name', () => {
  test.each([
    ['sgd', 'weight_decay', -0.1, () => sgd({ weightDecay: -0.1 })],
    ['momentum', 'momentum', 1, () => momentum({ momentum: 1 })],
    ['nesterov', 'momentum', -0.5, () => nesterov({ momentum: -0.5 })],
    ['rmsprop', 'decay_rate', 1, () => rmsprop({ decayRate: 1 })],
    ['momentum', 'weight_decay', -1, () => momentum({ weightDecay: -1 })],
    ['nesterov', 'weight_decay', -1, () => nesterov({ weightDecay: -1 })],
    ['rmsprop', 'momentum', 1, () => rmsprop({ momentum: 1 })],
    ['rmsprop', 'weight_decay', -1, () => rmsprop({ weightDecay: -1 })],
    ['adam', 'weight_decay', -1, () => adam({ weightDecay: -1 })],
    ['adam', 'epsilon', 0, () => adam({ epsilon: 0 })],
    ['rmsprop', 'epsilon', 0, () => rmsprop({ epsilon: 0 })],
    ['adam', 'beta1', 1.2, () => adam({ beta1: 1.2 })],
    ['adam', 'decay_rate', Number.NaN, () => adam({ decayRate: Number.NaN })],
  ])('%s: %s is %f', (optimizer, option, value, make) => {
    expect(make).toThrow(
      expect.objectContaining({
        code: 'OPTIMIZER_OPTION',
        message: expect.stringContaining(`${optimizer}: ${option} is ${value}.`),
      }),
    )
  })
})

test('the message names the range and what is usual', () => {
  expect(() => adam({ beta1: 1.2 })).toThrow('Use a number in [0, 1); 0.9 is usual.')
})

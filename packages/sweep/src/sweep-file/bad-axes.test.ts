import { describe, expect, test } from 'vitest'
import { refusal, testChanges } from '../testing/refusal.ts'
import { toySweepWith } from '../testing/toy-sweep.ts'

describe('axes', () => {
  const axis = '{ values: [0.1, 0.3] }'
  testChanges([
    [
      axis,
      '0.1',
      '5:18: parameters.learning_rate: 0.1 is no axis; an axis needs its values. Write { values: [1, 2] }, { value: 1 } or { min: 0.1, max: 1 }.',
    ],
    [
      axis,
      '{}',
      '5:18: parameters.learning_rate: {} is no axis; an axis needs its values. Write { values: [1, 2] }, { value: 1 } or { min: 0.1, max: 1 }.',
    ],
    [
      axis,
      '{ values: [] }',
      '5:28: parameters.learning_rate.values: an axis needs at least one value. Add one, or remove the axis.',
    ],
    [
      axis,
      '{ values: [0.1, 0.3, 1e-1] }',
      '5:39: parameters.learning_rate.values.2: 0.1 stands here twice, and equal trials run once. Remove one of them.',
    ],
    [
      axis,
      '{ values: [null] }',
      '5:29: parameters.learning_rate.values.0 is null; it needs a number, a text or true or false.',
    ],
    [
      axis,
      '{ values: [0.1], vlaues: 1 }',
      '5:35: parameters.learning_rate has no key "vlaues". Did you mean "values"?',
    ],
    [axis, '{ min: 1, max: 0 }', '5:25: parameters.learning_rate.min: 1 is above max, 0. Swap the two.'],
    [axis, '{ type: float, low: 1, high: 0 }', '5:38: parameters.learning_rate.low: 1 is above high, 0. Swap the two.'],
    [
      axis,
      '{ distribution: log_uniform_values, min: 0, max: 1 }',
      '5:59: parameters.learning_rate.min: 0 has no logarithm. Use a number above 0.',
    ],
    [
      axis,
      '{ distribution: log_uniform, min: -9.21, max: -2.303 }',
      '5:34: parameters.learning_rate.distribution: log_uniform takes exponents, which this version has not; use log_uniform_values with the values themselves. Exponents -9.21 and -2.303 are the values 0.0001 and 0.1.',
    ],
    [
      axis,
      '{ distribution: normal, mu: 0, sigma: 1 }',
      '5:34: parameters.learning_rate.distribution: this version has no normal; use uniform or values.',
    ],
    [
      axis,
      '{ distribution: unifrom, min: 0, max: 1 }',
      '5:34: parameters.learning_rate.distribution is "unifrom"; it needs constant, categorical, uniform, int_uniform, log_uniform_values, q_uniform or q_log_uniform_values. Did you mean "uniform"?',
    ],
    [
      axis,
      '{ distribution: q_uniform, min: 0.1, max: 0.2, q: 0 }',
      '5:68: parameters.learning_rate.q: 0 is no step. Use a number above 0.',
    ],
    [
      axis,
      '{ min: 0.1, max: 0.2 }',
      '5:18: parameters.learning_rate is a continuous range, and a grid needs values that can be counted. Add a step (q: 0.1 makes it a q_uniform), or list the values (values: [...]).',
    ],
    ['hidden:', 'score:', '6:3: parameters: "score" has a meaning of its own on the leaderboard. Use another name.'],
    [
      'hidden:',
      'val_accuracy:',
      '6:3: parameters: "val_accuracy" is the name of the metric. Use another name for the axis.',
    ],
    [
      'hidden:',
      '"8 wide":',
      '6:3: parameters: "8 wide" is no name of an axis. Begin with a letter, and use at most 64 letters, digits, "_", "." and "-".',
    ],
  ])
})

describe('what acts', () => {
  testChanges([
    [
      '$hidden',
      '$hiden',
      '6:3: parameters.hidden has no effect: it is no option of training, and $hidden stands nowhere. Write $hidden where its value belongs, or remove it.',
      '8:28: model.layers.0.dense: $hiden has no axis. Did you mean "hidden"? Write $$hiden for the text itself.',
    ],
    [
      'learning_rate:',
      'learnign_rate:',
      '5:3: parameters.learnign_rate has no effect: it is no option of training, and $learnign_rate stands nowhere. Did you mean "learning_rate"?',
    ],
    [
      'epochs: 3',
      'learning_rate: 0.5',
      '9:49: training.learning_rate is 0.5, and learning_rate is an axis too. Remove one of the two.',
    ],
    [
      'source: toy',
      'source: $hidden',
      '7:17: data.source: all trials share one data set. Write the value itself, or make a sweep of its own for each.',
    ],
  ])

  test('an axis that acts in no trial is named', () => {
    const file = toySweepWith(['nesterov', 'adam'], ['data:', '  momentum: [0.5, 0.9]\ndata:'])
    expect(refusal(file).message).toBe(
      '7:3: parameters.momentum has no effect in any trial: it does not act under training { optimizer: adam }. Remove it, or choose others, for example another optimizer.',
    )
  })

  test('more than ten million trials are refused before any is made', () => {
    const file = toySweepWith(['{ values: [8, 16] }', '{ min: 1, max: 9000000 }'])
    expect(refusal(file).message).toBe(
      '4:1: The sweep has 18000000 trials, and at most 10000000 are possible. Use fewer values or replicates, or run_cap.',
    )
  })
})

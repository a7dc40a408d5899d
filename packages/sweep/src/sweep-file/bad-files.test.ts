import { describe, expect, test } from 'vitest'
import { refusal, testChanges } from '../testing/refusal.ts'
import { toyObjective } from '../testing/toy-objective.ts'
import { toySweep, toySweepWith } from '../testing/toy-sweep.ts'
import { parseSweep } from './parse-sweep.ts'

describe('names and top-level keys', () => {
  testChanges([
    ['name: toy\n', '', '1:1: name is missing; it needs a text.'],
    [
      'name: toy',
      'name: Toy~1',
      '1:7: name: "Toy~1" is no name of a sweep. A name has 1 to 64 of a-z, 0-9, ".", "_" and "-", and begins with a letter or digit. Use, for example, toy-1.',
    ],
    [
      'name: toy',
      'name: "+ +"',
      '1:7: name: "+ +" is no name of a sweep. A name has 1 to 64 of a-z, 0-9, ".", "_" and "-", and begins with a letter or digit. Use, for example, mnist-mlp.',
    ],
    ['method: grid', 'method: gird', '2:9: method is "gird"; it needs grid or random. Did you mean "grid"?'],
    ['seed: 1', 'sede: 1', '10:1: A sweep file has no key "sede". Did you mean "seed"?'],
    ['seed: 1', 'seed: 1.5', '10:7: seed is 1.5; it needs a whole number.'],
    ['seed: 1', 'seed: -1', '10:7: seed is -1; it needs a number of at least 0.'],
    ['seed: 1', 'replicates: many', '10:13: replicates is "many"; it needs a number.'],
    ['seed: 1', 'retry: 3', '10:8: retry is 3; it needs a mapping.'],
    ['seed: 1', 'requires: { gpu: [] }', '10:18: requires.gpu is []; it needs a text, a number or true or false.'],
    [
      'seed: 1',
      'requires: { gpu: a b }',
      '10:18: requires.gpu: "a b" is no value of a label. It has 1 to 63 of letters, digits, ".", "_", "/" and "-", and begins with a letter or digit.',
    ],
    [
      'seed: 1',
      'requires: { -gpu: yes }',
      '10:19: requires.-gpu: "-gpu" is no key of a label. It has 1 to 63 of letters, digits, ".", "_", "/" and "-", and begins with a letter or digit.',
    ],
    [
      'seed: 1',
      'checkpoints: { top_k: 5 }\nensemble: { top: 6 }',
      '10:23: checkpoints.top_k: 5 trials keep their weights, and ensemble.top takes 6. Use a top_k of at least 6, or a smaller ensemble.top.',
    ],
    ['seed: 1', 'checkpoints: { top_k: 0 }', '10:23: checkpoints.top_k is 0; it needs a number of at least 1.'],
    ['seed: 1', 'checkpoints: { every: 0 }', '10:23: checkpoints.every is 0; it needs a number of at least 1.'],
    ['goal: maximize', 'goals: maximize', '3:31: metric has no key "goals". Did you mean "goal"?'],
    [
      'name: val_accuracy, goal: maximize',
      'name: val_loss',
      '3:9: metric.goal: add whether to minimize or to maximize val_loss.',
    ],
    [
      'method: grid',
      'method: random',
      '2:9: method: random has no end of its own. Add how many trials to run, for example run_cap: 100.',
    ],
    ['data: { source: toy }', 'data: toy', '7:7: data: a mapping is needed, key: value.'],
  ])
})

describe('what this version has not', () => {
  testChanges([
    ['grid', 'sobol', '2:9: This version has no method sobol; use random with a run_cap, or grid.'],
    ['grid', 'bayes', '2:9: This version has no method bayes; use random with a run_cap, or grid.'],
    [
      'goal: maximize',
      'target: 0.9',
      '3:31: This version has no metric.target: a sweep runs all its trials. Use run_cap for fewer.',
    ],
    [
      'seed: 1',
      'early_terminate: { type: hyperband }',
      '10:1: This version has no early_terminate: every trial runs to its end. Remove this key.',
    ],
    [
      'seed: 1',
      'ensemble: { method: stacking, size: 0 }',
      '10:21: ensemble.method is "stacking"; it needs average, greedy or snapshot.',
      '10:37: ensemble.size is 0; it needs a number of at least 1.',
    ],
    [
      'seed: 1',
      'parallel: 4',
      '10:1: This version has no parallel: --threads says how many trials run at once. Remove this key.',
    ],
    [
      'seed: 1',
      'deterministic: true',
      '10:1: This version has no deterministic, since every sweep of it is. Remove this key.',
    ],
    [
      'seed: 1',
      'command: [python]',
      '10:1: This version has no command: it trains the networks described in model:. Remove this key.',
    ],
  ])
})

describe('a value that the objective refuses', () => {
  testChanges([
    ['epochs: 3', 'epochs: 0', '9:42: training.epochs is 0; it needs a number of at least 1.'],
    ['epochs: 3', 'epoch: 3', '9:34: training has no key "epoch". Did you mean "epochs"?'],
    ['dense: 2', 'dense: 2, drop: 0.5', '8:51: model.layers.1 has no key "drop". Did you mean "dropout"?'],
    [
      'layers:',
      'layer:',
      '8:8: model.layers is missing; it needs a list.',
      '8:10: model has no key "layer". Did you mean "layers"?',
    ],
    [
      '[8, 16]',
      '[8, 16, 2.5, wide]',
      '6:29: model.layers.0.dense is 2.5; it needs a whole number.',
      '6:34: model.layers.0.dense is "wide"; it needs a number.',
    ],
    ['[0.1, 0.3]', '[-1, 0.3]', '5:29: training.learning_rate is -1; it needs a number of more than 0.'],
    [
      '{ values: [8, 16] }',
      '{ distribution: q_uniform, min: 1, max: 2, q: 0.5 }',
      '6:11: model.layers.0.dense is 1.5; it needs a whole number.',
    ],
  ])
})

test('all that is wrong is told at once, in the order of the file, with the file before it', () => {
  const error = refusal(toySweepWith(['grid', 'gird'], ['[8, 16]', '[8, 8]'], ['seed: 1', 'seed: x']), 'toy.yaml')
  expect(error.message).toBe(
    [
      'toy.yaml:2:9: method is "gird"; it needs grid or random. Did you mean "grid"?',
      'toy.yaml:6:25: parameters.hidden.values.1: 8 stands here twice, and equal trials run once. Remove one of them.',
      'toy.yaml:10:7: seed is "x"; it needs a number.',
    ].join('\n'),
  )
  expect(error).toMatchObject({
    code: 'SWEEP_FILE',
    file: 'toy.yaml',
    position: { line: 2, column: 9 },
    issues: [
      { message: 'method is "gird"; it needs grid or random. Did you mean "grid"?', line: 2, column: 9 },
      { line: 6, column: 25 },
      { message: 'seed is "x"; it needs a number.', line: 10, column: 7 },
    ],
  })
})

test('the file that the bad ones are made of is sound', () => {
  expect(() => parseSweep(toySweep, toyObjective)).not.toThrow()
})

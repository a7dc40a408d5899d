import { describe, expect, test } from 'vitest'
import type { Distribution, SweepSpec } from '../spec.ts'
import { toyObjective } from '../testing/toy-objective.ts'
import { toySweep, toySweepWith } from '../testing/toy-sweep.ts'
import { sweepTrials } from '../trials.ts'
import { parseSweep } from './parse-sweep.ts'

function parsed(text: string, set?: readonly string[]): SweepSpec {
  return parseSweep(text, toyObjective, { set }).spec
}

describe('a sweep file', () => {
  test('becomes a spec with every default written out', () => {
    expect(parsed(toySweep)).toEqual({
      name: 'toy',
      method: 'grid',
      metric: { name: 'val_accuracy', goal: 'maximize', at: 'best' },
      parameters: [
        { name: 'learning_rate', distribution: { kind: 'categorical', values: [0.1, 0.3] } },
        { name: 'hidden', distribution: { kind: 'categorical', values: [8, 16] } },
      ],
      objective: {
        data: { source: 'toy', validation: 100 },
        model: {
          layers: [
            { dense: '$hidden', activation: 'relu', dropout: 0 },
            { dense: 2, activation: 'relu', dropout: 0 },
          ],
        },
        training: {
          optimizer: 'nesterov',
          epochs: 3,
          learning_rate: '$learning_rate',
          batch_size: 32,
          lr_decay: 1,
          momentum: 0.9,
        },
      },
      seed: 1,
      replicates: 1,
      retry: { max: 3 },
      limits: { stallSeconds: 600 },
      checkpoints: { every: 1, keep: 'best+last', topK: 50 },
      ensemble: { method: 'greedy', top: 50, size: 25 },
    } satisfies SweepSpec)
  })

  test('in the form of the handbook is the grid that it says', () => {
    const spec = parsed(`
name: mnist-mlp
method: grid                     # grid | random
metric: { name: val_accuracy, goal: maximize }
parameters:
  learning_rate: { values: [0.03, 0.1, 0.3] }
  lr_decay:      { values: [0.9, 1] }
  momentum:      { values: [0.5, 0.9] }
  dropout:       { distribution: q_uniform, min: 0, max: 0.5, q: 0.25 }
  hidden:        { values: [64, 128] }
data:  { source: mnist, path: data/mnist, validation: 5000 }
model:
  layers:
    - { dense: $hidden, activation: relu, dropout: $dropout }
    - { dense: 10 }
training: { optimizer: nesterov, epochs: 5, batch_size: 128 }
seed: 42
replicates: 1
retry: { max: 3 }
checkpoints: { every: 1, keep: best+last, top_k: 50 }
ensemble: { method: average, top: 50 }
`)
    const { count, trial } = sweepTrials(spec, toyObjective)
    expect(count).toBe(3 * 2 * 2 * 3 * 2)
    expect(trial(40).params).toEqual({ learning_rate: 0.1, lr_decay: 1, momentum: 0.5, dropout: 0.5, hidden: 64 })
  })

  test('may leave out all that has a default', () => {
    const { metric, seed, replicates } = parsed(
      'name: a\nmethod: grid\ndata: { source: toy }\nmodel: { layers: [{ dense: 2 }] }',
    )
    expect({ metric, seed, replicates }).toEqual({
      metric: { name: 'val_accuracy', goal: 'maximize', at: 'best' },
      seed: 0,
      replicates: 1,
    })
  })

  test('leaves a default that differs between its trials to each of them', () => {
    const { training } = parsed(
      toySweepWith(['hidden: {', 'optimizer: { values: [sgd, nesterov] }\n  hidden: {'], ['optimizer: nesterov, ', '']),
    ).objective
    expect(training).toEqual({
      epochs: 3,
      learning_rate: '$learning_rate',
      optimizer: '$optimizer',
      batch_size: 32,
      lr_decay: 1,
    })
  })

  test('keeps two dollars as the way to write one', () => {
    const { data } = parsed(toySweepWith(['source: toy', 'source: $$toy'])).objective
    expect(data['source']).toBe('$$toy')
  })

  test('reads anchors and aliases', () => {
    const text = toySweepWith(
      ['{ values: [8, 16] }', '&few { values: [0.5, 0.9] }'],
      ['data:', '  momentum: *few\ndata:'],
    )
    const file = text.replace('dense: $hidden', 'dense: 4, dropout: $hidden')
    expect(parsed(file).parameters[2]).toEqual({
      name: 'momentum',
      distribution: { kind: 'categorical', values: [0.5, 0.9] },
    })
  })

  test('has no negative zero, which no store keeps', () => {
    const spec = parsed(toySweepWith(['data:', '  momentum: [-0.0]\ndata:']))
    expect(spec.parameters[2]!.distribution).toEqual({ kind: 'categorical', values: [0] })
  })

  test('knows where each of its values stands', () => {
    const { positionOf } = parseSweep(toySweep, toyObjective)
    expect(positionOf(['model', 'layers', 1, 'dense'])).toEqual({ line: 8, column: 48 })
    expect(positionOf(['parameters', 'hidden', 'values', 1])).toEqual({ line: 6, column: 25 })
    expect(positionOf(['training', 'batch_size'])).toEqual({ line: 9, column: 11 })
  })

  test('knows no place in it of what an override brought, only of what holds that', () => {
    const { positionOf } = parseSweep(toySweep, toyObjective, {
      set: ['model.layers=[{ dense: 3 }, { dense: $hidden }]'],
    })
    expect(positionOf(['model', 'layers', 1, 'dense'])).toEqual({ line: 8, column: 10 })
  })

  test('in which an axis acts under one optimizer only has its trials with and without it', () => {
    const spec = parsed(
      toySweepWith(
        ['hidden: { values: [8, 16] }', 'optimizer: { values: [sgd, nesterov] }\n  momentum: { values: [0.5, 0.9] }'],
        ['$hidden', '4'],
        ['optimizer: nesterov, ', ''],
        ['[0.1, 0.3]', '[0.1]'],
      ),
    )
    const { count, trial } = sweepTrials(spec, toyObjective)
    expect(Array.from({ length: count }, (_, number) => trial(number).params)).toEqual([
      { learning_rate: 0.1, optimizer: 'sgd' },
      { learning_rate: 0.1, optimizer: 'nesterov', momentum: 0.5 },
      { learning_rate: 0.1, optimizer: 'nesterov', momentum: 0.9 },
    ])
  })
})

describe('an axis', () => {
  function axis(form: string): Distribution {
    return parsed(toySweepWith(['method: grid', 'method: random\nrun_cap: 4'], ['{ values: [0.1, 0.3] }', form]))
      .parameters[0]!.distribution
  }
  test.each<[string, Distribution]>([
    ['[0.1, 0.3]', { kind: 'categorical', values: [0.1, 0.3] }],
    ['{ distribution: categorical, values: [0.1] }', { kind: 'categorical', values: [0.1] }],
    ['{ value: 0.1 }', { kind: 'constant', value: 0.1 }],
    ['{ distribution: constant, value: 0.1 }', { kind: 'constant', value: 0.1 }],
    ['{ min: 1, max: 3 }', { kind: 'int_uniform', min: 1, max: 3 }],
    ['{ min: 0x1, max: 0x1e }', { kind: 'int_uniform', min: 1, max: 30 }],
    ['{ min: 1.0, max: 3 }', { kind: 'uniform', min: 1, max: 3 }],
    ['{ min: 1, max: 3e0 }', { kind: 'uniform', min: 1, max: 3 }],
    ['{ min: 0.1, max: 3 }', { kind: 'uniform', min: 0.1, max: 3 }],
    ['{ min: 0.1, max: 0.5, q: 0.1 }', { kind: 'q_uniform', min: 0.1, max: 0.5, q: 0.1 }],
    ['{ distribution: uniform, min: 1, max: 3 }', { kind: 'uniform', min: 1, max: 3 }],
    ['{ distribution: int_uniform, min: 1, max: 3 }', { kind: 'int_uniform', min: 1, max: 3 }],
    ['{ distribution: q_uniform, min: 1, max: 9 }', { kind: 'q_uniform', min: 1, max: 9, q: 1 }],
    ['{ distribution: log_uniform_values, min: 1e-4, max: 1 }', { kind: 'log_uniform', min: 1e-4, max: 1 }],
    ['{ distribution: q_log_uniform_values, min: 1, max: 64, q: 2 }', { kind: 'q_log_uniform', min: 1, max: 64, q: 2 }],
    ['{ type: float, low: 1, high: 3 }', { kind: 'uniform', min: 1, max: 3 }],
    ['{ type: float, low: 0.1, high: 1, log: true }', { kind: 'log_uniform', min: 0.1, max: 1 }],
    ['{ type: float, low: 0.1, high: 1, step: 0.1 }', { kind: 'q_uniform', min: 0.1, max: 1, q: 0.1 }],
    ['{ type: int, low: 1, high: 3 }', { kind: 'int_uniform', min: 1, max: 3 }],
    ['{ type: int, low: 1, high: 3, step: 1 }', { kind: 'int_uniform', min: 1, max: 3 }],
    ['{ type: int, low: 1, high: 9, step: 2 }', { kind: 'q_uniform', min: 1, max: 9, q: 2 }],
    ['{ type: int, low: 1, high: 9, log: true }', { kind: 'q_log_uniform', min: 1, max: 9, q: 1 }],
    ['{ type: categorical, choices: [0.1, 0.2] }', { kind: 'categorical', values: [0.1, 0.2] }],
  ])('%s is read', (form, distribution) => {
    expect(axis(form)).toEqual(distribution)
  })
})

describe('an override', () => {
  test('takes the place of a value, deep in lists too', () => {
    const { objective, seed } = parsed(toySweep, ['training.epochs=7', 'model.layers.1.dense=3', 'seed=9'])
    expect(objective.training['epochs']).toBe(7)
    expect(objective.model['layers']).toMatchObject([{ dense: '$hidden' }, { dense: 3 }])
    expect(seed).toBe(9)
  })
  test('adds what is not there', () => {
    expect(parsed(toySweep, ['retry.max=0', 'training.momentum=0.5'])).toMatchObject({
      retry: { max: 0 },
      objective: { training: { momentum: 0.5 } },
    })
  })
  test('is read as YAML, so that 1.0 is a float', () => {
    const set = ['method=random', 'run_cap=2', 'parameters.learning_rate={ min: 1.0, max: 2 }']
    expect(parsed(toySweep, set).parameters[0]!.distribution).toEqual({ kind: 'uniform', min: 1, max: 2 })
  })
  test('may hold equals signs, and the last of a key wins', () => {
    expect(parsed(toySweep, ['data.path=a', 'data.path="b=c"']).objective.data['path']).toBe('b=c')
  })
  test.each([
    ['epochs', '--set epochs cannot be applied. It needs the form key=value. Write, for example, training.epochs=3.'],
    ['=3', '--set =3 cannot be applied. It needs the form key=value. Write, for example, training.epochs=3.'],
    [
      'seed.x=3',
      '--set seed.x=3 cannot be applied. seed is no mapping, so nothing can be set below it. Write, for example, training.epochs=3.',
    ],
    [
      'model.layers.5.dense=3',
      '--set model.layers.5.dense=3 cannot be applied. model.layers has 2 items, and none at 5. Write, for example, training.epochs=3.',
    ],
    [
      'seed=[1',
      '--set seed=[1 cannot be applied. Its value is not YAML: Flow sequence must end with a ]. Write, for example, training.epochs=3.',
    ],
  ])('%s is refused', (override, message) => {
    expect(() => parsed(toySweep, [override])).toThrow(message)
  })
  test('that is wrong is named in place of a line, the last where there are several', () => {
    expect(() => parsed(toySweep, ['training.epochs=-1', 'training.epochs=0'])).toThrow('--set training.epochs=0:')
    expect(() => parsed(toySweep, ['training.epochs=0'])).toThrow(
      '--set training.epochs=0: training.epochs is 0; it needs a number of at least 1.',
    )
  })
})

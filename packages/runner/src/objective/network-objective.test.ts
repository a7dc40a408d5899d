import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSweep, type ResolvedObjective, resolveObjective, SweepError, sweepTrials } from '@hypersweep/sweep'
import { describe, expect, test } from 'vitest'
import { networkObjective } from './network-objective.ts'
import { networkSpec } from './network-spec.ts'

const examples = join(import.meta.dirname, '../../../../examples')

/** What is said about a sweep file, line by line. */
function complaints(text: string): string[] {
  try {
    parseSweep(text, networkObjective)
  } catch (error) {
    if (error instanceof SweepError) return error.issues.map(({ line, message }) => `${line}: ${message}`)
    throw error
  }
  return []
}

const plain = { batch_norm: false, dropout: 0, bias: 0 }
const unregularised = { l1: 0, max_norm: 0, clip_norm: 0, clip_value: 0, ema: 0 }
const noWarmup = { warmup_epochs: 0, warmup_factor: 0.1 }
const crossEntropy = { loss: 'cross_entropy', label_smoothing: 0 }

/** A sweep file that is right but for the lines given. */
function sweepText({
  parameters = '  learning_rate: { values: [0.1] }',
  data = 'source: moons',
  layer = 'dense: 4',
  training = '',
}) {
  return `name: some
method: grid
parameters:
${parameters}
data: { ${data} }
model:
  layers:
    - { ${layer} }
    - { dense: 2 }
training: { optimizer: rmsprop, epochs: 2${training} }
`
}

describe('the canonical form', () => {
  const objective = { data: {}, model: {}, training: {} } as { -readonly [K in keyof ResolvedObjective]: object }
  const canonical = (change: Partial<typeof objective>) =>
    networkObjective.schema.parse({
      data: { source: 'moons' },
      model: { layers: [{ dense: 2 }] },
      training: { optimizer: 'sgd', epochs: 1, learning_rate: 0.1 },
      ...change,
    })

  test('hidden layers are relu, the last one gives logits, and nothing is dropped', () => {
    expect(
      canonical({ model: { layers: [{ dense: 8 }, { dense: 4, activation: 'tanh' }, { dense: 2 }] } }).model,
    ).toEqual({
      layers: [
        { dense: 8, activation: 'relu', ...plain, init: 'he_uniform' },
        { dense: 4, activation: 'tanh', ...plain, init: 'xavier_uniform' },
        { dense: 2, activation: 'identity', ...plain, init: 'xavier_uniform' },
      ],
    })
  })

  test.each([
    ['sgd', { weight_decay: 0 }],
    ['momentum', { momentum: 0.9, weight_decay: 0 }],
    ['nesterov', { momentum: 0.9, weight_decay: 0 }],
    ['adagrad', { epsilon: 1e-10, step_falloff: 0, initial_square: 0, weight_decay: 0 }],
    ['rmsprop', { decay_rate: 0.99, momentum: 0, epsilon: 1e-8, centered: false, weight_decay: 0 }],
    ['adam', { beta1: 0.9, decay_rate: 0.999, epsilon: 1e-8, amsgrad: false, weight_decay: 0 }],
    ['adamw', { beta1: 0.9, decay_rate: 0.999, epsilon: 1e-8, amsgrad: false, weight_decay: 0.01 }],
  ])('%s has its own defaults', (optimizer, defaults) => {
    const training = { optimizer, epochs: 1, learning_rate: 0.1 }
    expect(canonical({ training }).training).toEqual({
      ...training,
      ...defaults,
      ...unregularised,
      ...noWarmup,
      ...crossEntropy,
      batch_size: 32,
      schedule: 'constant',
    })
  })

  test('the learning rate decays where lr_decay is given, and not where the schedule is constant', () => {
    const training = { optimizer: 'sgd', epochs: 1, learning_rate: 0.1, lr_decay: 0.5 }
    expect(canonical({ training }).training).toMatchObject({ schedule: 'exponential', lr_decay: 0.5 })
    const constant = canonical({ training: { ...training, schedule: 'constant' } })
    expect(networkSpec(constant).schedule).toEqual({ schedule: 'constant', ...noWarmup })
  })

  test.each([
    ['mnist', { source: 'mnist' }, { source: 'mnist', path: 'data/mnist', validation: 5000, seed: 0 }],
    ['cifar10', { source: 'cifar10' }, { source: 'cifar10', path: 'data/cifar10', validation: 0.1, seed: 0 }],
    [
      'digits',
      { source: 'digits', validation: 300 },
      { source: 'digits', rows: 2000, noise: 0.25, validation: 300, test: 300, seed: 0 },
    ],
    [
      'moons',
      { source: 'moons', test: 0 },
      { source: 'moons', rows: 1000, noise: 0.1, validation: 0.2, test: 0, seed: 0 },
    ],
    [
      'csv',
      { source: 'csv', path: 'a.csv', label: -1, validation: 9 },
      { source: 'csv', path: 'a.csv', label: -1, scale: 'standardize', validation: 9, test: 0.2, seed: 0 },
    ],
  ])('%s data has its defaults', (_, data, expected) => {
    expect(canonical({ data }).data).toEqual(expected)
  })

  test('is its own canonical form', () => {
    for (const data of [
      { source: 'mnist' },
      { source: 'cifar10' },
      { source: 'digits', validation: 300 },
      { source: 'spirals' },
    ]) {
      const once = canonical({ data, training: { optimizer: 'adam', epochs: 1, learning_rate: 0.1, lr_decay: 1 } })
      expect(networkObjective.schema.parse(once)).toEqual(once)
    }
  })
})

test.each([
  ['sgd', ['learning_rate', 'weight_decay']],
  ['nesterov', ['learning_rate', 'momentum', 'weight_decay']],
  ['adagrad', ['epsilon', 'initial_square', 'learning_rate', 'step_falloff', 'weight_decay']],
  ['rmsprop', ['centered', 'decay_rate', 'epsilon', 'learning_rate', 'momentum', 'weight_decay']],
  ['adam', ['amsgrad', 'beta1', 'decay_rate', 'epsilon', 'learning_rate', 'weight_decay']],
  ['adamw', ['amsgrad', 'beta1', 'decay_rate', 'epsilon', 'learning_rate', 'weight_decay']],
])('under %s act %j, and what acts always', (optimizer, acting) => {
  const training = { optimizer, epochs: 1, learning_rate: 0.1 }
  const keys = networkObjective.actingKeys({ data: {}, model: {}, training })
  const always = ['batch_size', 'epochs', 'loss', 'label_smoothing', 'optimizer', 'schedule', 'warmup_epochs']
  expect([...keys].toSorted()).toEqual([...acting, ...always, ...Object.keys(unregularised)].toSorted())
  expect(networkObjective.actingKeys({ data: {}, model: {}, training: { ...training, lr_decay: 1 } })).toContain(
    'lr_decay',
  )
})

test('a network spec says in the network’s words what the sections say', () => {
  const training = {
    optimizer: 'rmsprop',
    epochs: 3,
    learning_rate: 0.1,
    batch_size: 16,
    decay_rate: 0.9,
    momentum: 0.5,
    lr_decay: 0.7,
  }
  expect(networkSpec({ model: { layers: [{ dense: 8, dropout: 0.5 }, { dense: 2 }] }, training })).toEqual({
    layers: [
      { dense: 8, activation: 'relu', ...plain, dropout: 0.5, init: 'he_uniform' },
      { dense: 2, activation: 'identity', ...plain, init: 'xavier_uniform' },
    ],
    loss: crossEntropy,
    optimizer: {
      optimizer: 'rmsprop',
      decay_rate: 0.9,
      momentum: 0.5,
      epsilon: 1e-8,
      centered: false,
      weight_decay: 0,
    },
    schedule: { schedule: 'exponential', lr_decay: 0.7, ...noWarmup },
    regularisation: unregularised,
    learning_rate: 0.1,
    batch_size: 16,
    epochs: 3,
  })
})

test.each([
  ['demo', 48],
  ['adamw', 8],
  ['mnist', 24],
  ['mnist-cnn', 2],
  ['spirals', 12],
])('examples/%s.yaml makes %i trials, each of them a network', (name, count) => {
  const { spec } = parseSweep(readFileSync(join(examples, `${name}.yaml`), 'utf8'), networkObjective)
  const trials = sweepTrials(spec, networkObjective)
  const networks = Array.from({ length: trials.count }, (_, number) =>
    networkSpec(resolveObjective(spec.objective, trials.trial(number).params)),
  )
  expect(networks).toHaveLength(count)
  expect(new Set(networks.map((network) => JSON.stringify(network))).size).toBe(count)
})

describe('a sweep file is told', () => {
  test.each([
    ['a norm that is not there', { layer: 'dense: 4, layer_norm: true' }, /^8: .*this version has no layer_norm/],
    ['a layer that is not there', { layer: 'lstm: 4' }, /^8: .*this version has no lstm.*dense, maxout, conv/],
    ['a layer that is misspelt', { layer: 'dens: 4' }, /^8: .*no layer is named "dens"\. Did you mean "dense"\?/],
    ['two layers in one', { layer: 'dense: 4, conv: 8' }, /^8: .*dense and conv are two layers/],
    ['an option of another layer', { layer: 'dense: 4, kernel: 3' }, /^8: .*no key "kernel"/],
    ['milestones that descend', { training: ', schedule: multi_step, milestones: [5, 2]' }, /^10: .*ascend/],
    ['a staircase without its steps', { training: ', schedule: step' }, /^10: .*step needs step_size/],
    ['a slip of the finger', { layer: 'dense: 4, drpout: 0.5' }, /^8: .*Did you mean "dropout"\?/],
    ['a dropout of all', { layer: 'dense: 4, dropout: 1' }, /^8: .*less than 1/],
    ['half a unit', { layer: 'dense: 4.5' }, /^8: .*whole number/],
    ['an unknown activation', { layer: 'dense: 4, activation: rleu' }, /^8: .*relu/],
    ['an unknown optimizer option', { training: ', beta2: 0.9' }, /^10: .*this version has no beta2. Write decay_rate/],
    ['a layer that is called otherwise', { layer: 'conv2d: 4' }, /^8: .*this version has no conv2d. Write conv,/],
    ['the name that another program has', { layer: 'conv: 4, kernel_size: 3' }, /^8: .*kernel_size. Write kernel\./],
    ['a decay rate of 1', { training: ', decay_rate: 1' }, /^10: .*less than 1/],
    ['a schedule without its factor', { training: ', schedule: exponential' }, /^10: .*lr_decay/],
    ['an unknown source', { data: 'source: mnits' }, /^5: .*mnist/],
    ['data augmentation', { data: 'source: moons, augment: true' }, /^5: .*this version has no augment/],
    ['half a row', { data: 'source: moons, validation: 1.5' }, /^5: .*1\.5 is neither/],
    ['a csv without label', { data: 'source: csv, path: a.csv' }, /^5: .*label/],
    ['a value of an axis', { parameters: '  learning_rate: { values: [0.1, -1] }' }, /^4: .*more than 0/],
    [
      'an axis that does not act',
      { parameters: '  beta1: { values: [0.1, 0.2] }', training: ', learning_rate: 1' },
      /^4: .*beta1 has no effect/,
    ],
    [
      'an axis over an option that no activation has',
      {
        parameters: '  slope: { values: [0.1, 0.2] }',
        layer: 'dense: 4, slope: $slope',
        training: ', learning_rate: 1',
      },
      /^4: .*slope has no effect in any trial: model\.layers\.0\.slope/,
    ],
  ])('%s, where it stands', (_, change, said) => {
    const all = complaints(sweepText(change))
    expect(all).toHaveLength(1)
    expect(all[0]).toMatch(said)
  })

  test('nothing when it is right', () => {
    expect(complaints(sweepText({}))).toEqual([])
    const parameters = '  slope: { values: [0.1, 0.2] }\n  way: { values: [relu, leaky_relu] }'
    const layer = 'dense: 4, activation: $way, slope: $slope'
    expect(complaints(sweepText({ parameters, layer, training: ', learning_rate: 1' }))).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import { encodeCheckpoint } from '../checkpoint/codec.ts'
import { weightsSha256 } from '../checkpoint/weights-sha256.ts'
import type { NetworkSpec } from '../model/network-spec.ts'
import type { OptimizerSpec } from '../optimizers/optimizer.ts'
import { outcome, TINY_TRAINING } from '../testing/outcome.ts'
import { tinyDataset } from '../testing/tiny-dataset.ts'
import { TINY_SPEC } from '../testing/tiny-spec.ts'
import { type TrainOptions, train } from './train.ts'

const { data, kernels } = TINY_TRAINING

describe('the reports', () => {
  const { kinds, checkpoint } = outcome()

  test('come once per epoch, numbered from 1, and end with the last', () => {
    expect(kinds).toEqual(['epoch', 'epoch', 'epoch'])
    expect(checkpoint.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
  })

  test('hold five metrics in their order, all finite', () => {
    for (const { metrics } of checkpoint.history) {
      expect(Object.keys(metrics)).toEqual([
        'train_loss',
        'train_accuracy',
        'val_loss',
        'val_accuracy',
        'learning_rate',
      ])
      expect(Object.values(metrics).every(Number.isFinite)).toBe(true)
    }
  })

  test('tell the learning rate that was in force', () => {
    const rates = checkpoint.history.map(({ metrics }) => metrics['learning_rate'])
    for (const [epoch, rate] of rates.entries()) expect(rate).toBeCloseTo(0.05 * 0.9 ** epoch, 15)
  })

  test('count accuracy in whole rows', () => {
    for (const { metrics } of checkpoint.history) {
      expect(Number.isInteger(Math.round(metrics['train_accuracy'] * 22 * 1e9) / 1e9)).toBe(true)
      expect(Number.isInteger(Math.round(metrics['val_accuracy'] * 7 * 1e9) / 1e9)).toBe(true)
    }
  })
})

test('training learns: the loss is far below that of a guess, and most rows are told apart', () => {
  const { checkpoint } = outcome({
    spec: { ...TINY_SPEC, epochs: 40 },
    data: tinyDataset({ train: 90, validation: 60 }),
  })
  const last = checkpoint.history[39].metrics
  expect(last['val_loss']).toBeLessThan(0.6 * Math.log(3))
  expect(last['val_accuracy']).toBeGreaterThan(0.75)
})

describe('a training is a function of its input', () => {
  const { sha256, bytes } = outcome()

  test('twice the same gives the same bytes', () => {
    expect(outcome().bytes).toEqual(bytes)
  })

  test.each<[string, Partial<TrainOptions>]>([
    ['seed', { seed: 8 }],
    ['data', { data: tinyDataset({ seed: 2 }) }],
    ['learning rate', { spec: { ...TINY_SPEC, learningRate: 0.051 } }],
    ['batch size', { spec: { ...TINY_SPEC, batchSize: 7 } }],
    [
      'dropout',
      { spec: { ...TINY_SPEC, layers: [{ ...TINY_SPEC.layers[0], dropout: 0.5 }, ...TINY_SPEC.layers.slice(1)] } },
    ],
  ])('another %s gives other weights', (_, change) => {
    expect(outcome(change).sha256).not.toBe(sha256)
  })

  test('another schedule gives the same first epoch, and another second one', () => {
    const decayed = outcome().checkpoint.history
    const constant = outcome({ spec: { ...TINY_SPEC, schedule: { schedule: 'constant' } } }).checkpoint.history
    expect(constant[0]).toEqual(decayed[0])
    expect(constant[1].metrics['train_loss']).not.toBe(decayed[1].metrics['train_loss'])
  })

  test('another number of epochs gives the same beginning', () => {
    const { history } = outcome({ spec: { ...TINY_SPEC, epochs: 2 } }).checkpoint
    expect(history).toEqual(outcome().checkpoint.history.slice(0, 2))
  })
})

test('a checkpoint of the last epoch has nothing left to train', () => {
  expect([...train({ ...TINY_TRAINING, resume: outcome().checkpoint })]).toEqual([])
})

test('an event refuses to be read after the training has gone on', () => {
  const run = train(TINY_TRAINING)
  const event = run.next().value
  if (event?.kind !== 'epoch') throw new Error('the first event is an epoch')
  expect(event.weightsSha256()).toBe(weightsSha256(event.checkpoint().weights))
  run.next()
  expect(() => event.checkpoint()).toThrow(expect.objectContaining({ code: 'TRAIN_EVENT_OLD' }))
  expect(() => event.weightsSha256()).toThrow(expect.objectContaining({ code: 'TRAIN_EVENT_OLD' }))
})

test('a checkpoint keeps its values while the training goes on', () => {
  const run = train(TINY_TRAINING)
  const event = run.next().value
  if (event?.kind !== 'epoch') throw new Error('the first event is an epoch')
  const checkpoint = event.checkpoint()
  const before = encodeCheckpoint(checkpoint)
  run.next()
  expect(encodeCheckpoint(checkpoint)).toEqual(before)
})

describe('a training that diverges ends at once', () => {
  const linear: NetworkSpec['layers'] = [{ dense: 3, activation: 'identity', dropout: 0 }]
  const sgd: OptimizerSpec = { optimizer: 'sgd', weightDecay: 0 }

  test('when a weight overflows, naming the step and the tensor', () => {
    const spec = { ...TINY_SPEC, layers: linear, optimizer: sgd, learningRate: 3.4e38 }
    const hot = { ...data, features: data.features.map((x) => x * 1000) }
    const [event, ...more] = [...train({ ...TINY_TRAINING, data: hot, spec })]
    expect(event).toMatchObject({ kind: 'diverged', epoch: 1, step: 1 })
    expect(event).toMatchObject({ message: expect.stringContaining('batch 1 of epoch 1 a weight of layers.0.weight') })
    expect(more).toEqual([])
  })

  test('when the loss does, in a later epoch', () => {
    let batches = 0
    const failing = {
      ...kernels,
      softmaxCrossEntropy: ((logits, labels, losses, gradLogits, size) => {
        kernels.softmaxCrossEntropy(logits, labels, losses, gradLogits, size)
        if (size.rows === 6 && ++batches === 2) losses[5] = Number.NaN
      }) satisfies typeof kernels.softmaxCrossEntropy,
    }
    const events = [...train({ ...TINY_TRAINING, kernels: failing })]
    expect(events.map(({ kind }) => kind)).toEqual(['epoch', 'diverged'])
    expect(events[1]).toMatchObject({ epoch: 2, step: 3, message: expect.stringContaining('training loss') })
  })

  test('when only the validation loss does', () => {
    const { validation } = data
    const features = data.features.slice()
    features[2 * validation[0]] = Infinity
    const events = [...train({ ...TINY_TRAINING, data: { ...data, features } })]
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      kind: 'diverged',
      epoch: 1,
      step: 3,
      message: expect.stringContaining('validation'),
    })
  })
})

test.each(['train', 'validation'] as const)('data without %s rows is refused', (part) => {
  const empty = { ...data, [part]: new Uint32Array(0) }
  expect(() => train({ ...TINY_TRAINING, data: empty }).next()).toThrow(expect.objectContaining({ code: 'DATA_EMPTY' }))
})

import { describe, expect, test } from 'vitest'
import { encodeCheckpoint } from '../checkpoint/codec.ts'
import { weightsSha256 } from '../checkpoint/weights-sha256.ts'
import { networkZoo } from '../testing/network-zoo.ts'
import { outcome, TINY_TRAINING } from '../testing/outcome.ts'
import { randomDataset } from '../testing/random-dataset.ts'
import { tinyDataset } from '../testing/tiny-dataset.ts'
import { denseSpec, NO_REGULARISATION, TINY_SPEC } from '../testing/tiny-spec.ts'
import { type TrainOptions, train } from './train.ts'

const { data } = TINY_TRAINING
const [first, ...others] = TINY_SPEC.layers
const CONSTANT = { schedule: 'constant', warmup_epochs: 0, warmup_factor: 0.1 }

describe('the reports', () => {
  const { kinds, checkpoint } = outcome()

  test('come once per epoch, numbered from 1, and end with the last', () => {
    expect(kinds).toEqual(['epoch', 'epoch', 'epoch'])
    expect(checkpoint.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
  })

  test('hold their metrics in their order, all finite', () => {
    for (const { metrics } of checkpoint.history) {
      expect(Object.keys(metrics)).toEqual([
        'train_loss',
        'train_accuracy',
        'val_loss',
        'val_accuracy',
        'learning_rate',
        'grad_norm',
        'update_ratio_0',
        'update_ratio_1',
        'update_ratio_2',
        'dead_units',
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
      expect((metrics['train_accuracy'] * 22) % 1).toBeCloseTo(0, 9)
      expect((metrics['val_accuracy'] * 7) % 1).toBeCloseTo(0, 9)
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

test.each(networkZoo.filter(({ name }) => !name.includes('smooth')))(
  'a network with $name learns noise by heart',
  ({ spec, shape }) => {
    const layers = spec.layers.map((layer) => ('dropout' in layer ? { ...layer, dropout: 0 } : layer))
    const { checkpoint } = outcome({
      spec: { ...spec, layers, schedule: CONSTANT, learning_rate: 0.04, epochs: 15 },
      data: randomDataset({ shape, train: 12, validation: 1 }),
    })
    const losses = checkpoint.history.map(({ metrics }) => metrics['train_loss'])
    expect(losses[14]).toBeLessThan(0.9 * losses[0])
  },
)

describe('a training is a function of its input', () => {
  const { sha256, bytes } = outcome()

  test('twice the same gives the same bytes', () => {
    expect(outcome().bytes).toEqual(bytes)
  })

  test.each<[string, Partial<TrainOptions>]>([
    ['seed', { seed: 8 }],
    ['data', { data: tinyDataset({ seed: 2 }) }],
    ['learning rate', { spec: { ...TINY_SPEC, learning_rate: 0.051 } }],
    ['batch size', { spec: { ...TINY_SPEC, batch_size: 7 } }],
    ['dropout', { spec: { ...TINY_SPEC, layers: [{ ...first, dropout: 0.5 }, ...others] } }],
    ['l1', { spec: { ...TINY_SPEC, regularisation: { ...NO_REGULARISATION, l1: 0.01 } } }],
    ['loss', { spec: { ...TINY_SPEC, loss: { loss: 'hinge', label_smoothing: 0 } } }],
  ])('another %s gives other weights', (_, change) => {
    expect(outcome(change).sha256).not.toBe(sha256)
  })

  test('another schedule gives the same first epoch, and another second one', () => {
    const decayed = outcome().checkpoint.history
    const constant = outcome({ spec: { ...TINY_SPEC, schedule: CONSTANT } }).checkpoint.history
    expect(constant[0]).toEqual(decayed[0])
    expect(constant[1].metrics['train_loss']).not.toBe(decayed[1].metrics['train_loss'])
  })

  test('another number of epochs gives the same beginning', () => {
    const { history } = outcome({ spec: { ...TINY_SPEC, epochs: 2 } }).checkpoint
    expect(history).toEqual(outcome().checkpoint.history.slice(0, 2))
  })

  test('running averages of the weights change what is reported, and no weight', () => {
    const averaged = outcome({ spec: { ...TINY_SPEC, regularisation: { ...NO_REGULARISATION, ema: 0.9 } } })
    const plain = outcome()
    expect(averaged.sha256).toBe(plain.sha256)
    const loss = (name: string) => [averaged, plain].map(({ checkpoint }) => checkpoint.history.at(-1)!.metrics[name])
    expect(loss('train_loss')[0]).toBe(loss('train_loss')[1])
    expect(loss('val_loss')[0]).not.toBe(loss('val_loss')[1])
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
  expect(() => event.probabilities()).toThrow(expect.objectContaining({ code: 'TRAIN_EVENT_OLD' }))
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
  const layers = [denseSpec(3, 'identity')]
  const optimizer = { optimizer: 'sgd', weight_decay: 0 }

  test('when a weight overflows, naming the step and the tensor', () => {
    const spec = { ...TINY_SPEC, layers, optimizer, learning_rate: 3.4e38, batch_size: 22 }
    const hot = { ...data, features: data.features.map((x) => x * 1000) }
    const [event, ...more] = [...train({ ...TINY_TRAINING, data: hot, spec })]
    expect(event).toMatchObject({ kind: 'diverged', epoch: 1, step: 1 })
    expect(event).toMatchObject({ message: expect.stringContaining('batch 1 of epoch 1 a weight of layers.0.weight') })
    expect(more).toEqual([])
  })

  test('when the loss does, in a later epoch', () => {
    const loss = { loss: 'mse', label_smoothing: 0 } as const
    const spec = {
      ...TINY_SPEC,
      layers,
      optimizer,
      loss,
      schedule: CONSTANT,
      learning_rate: 4,
      batch_size: 3,
      epochs: 1000,
    }
    const events = [...train({ ...TINY_TRAINING, spec })]
    const last = events.at(-1)!
    expect(events.length).toBeGreaterThan(2)
    expect(events.slice(0, -1).every(({ kind }) => kind === 'epoch')).toBe(true)
    if (last.kind !== 'diverged') throw new Error('it did not diverge')
    expect(last.epoch).toBe(events.length)
    expect(last.step).toBeLessThanOrEqual(8)
    expect(last.message).toMatch(`At batch ${last.step} of epoch ${last.epoch} the training loss is not finite`)
  })

  test('when only the validation loss does', () => {
    const features = data.features.slice()
    features[2 * data.validation[0]] = Infinity
    const events = [...train({ ...TINY_TRAINING, data: { ...data, features } })]
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      kind: 'diverged',
      epoch: 1,
      step: 3,
      message: expect.stringContaining('validation'),
    })
  })

  test('when a gradient does, though its limit keeps the weights finite', () => {
    const features = data.features.map(() => 3e38)
    const labels = data.labels.map(() => 0)
    const spec = {
      ...TINY_SPEC,
      layers: [denseSpec(3, 'identity', { init: 'zeros' })],
      loss: { loss: 'hinge', label_smoothing: 0 } as const,
      optimizer,
      regularisation: { ...NO_REGULARISATION, clip_value: 1e-30 },
      learning_rate: 1e-30,
    }
    const [event] = [...train({ ...TINY_TRAINING, data: { ...data, features, labels }, spec })]
    expect(event).toMatchObject({ kind: 'diverged', message: expect.stringContaining('grad_norm is not finite') })
  })
})

test.each(['train', 'validation'] as const)('data without %s rows is refused', (part) => {
  const empty = { ...data, [part]: new Uint32Array(0) }
  expect(() => train({ ...TINY_TRAINING, data: empty }).next()).toThrow(expect.objectContaining({ code: 'DATA_EMPTY' }))
})

import { describe, expect, test } from 'vitest'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint/codec.ts'
import type { NetworkSpec } from '../model/network-spec.ts'
import { optimizerDefinitions } from '../optimizers/index.ts'
import { networkZoo } from '../testing/network-zoo.ts'
import { OPTIMIZERS } from '../testing/optimizer-zoo.ts'
import { outcome, TINY_TRAINING } from '../testing/outcome.ts'
import { randomDataset } from '../testing/random-dataset.ts'
import { denseSpec, TINY_SPEC } from '../testing/tiny-spec.ts'
import { type TrainOptions, train } from './train.ts'

const { data } = TINY_TRAINING
/** 22 training rows in batches of 8, 8 and 6. */
const BATCHES = 3

/** Trains until `steps` optimizer steps of this run are done. */
function stoppedAfter(steps: number, options: Partial<TrainOptions> = {}): Checkpoint {
  let done = 0
  for (const event of train({ ...TINY_TRAINING, ...options, shouldStop: () => ++done === steps })) {
    if (event.kind === 'stopped') return event.checkpoint()
  }
  throw new Error(`the training ended before step ${steps}`)
}

/** The bytes of a training that is stopped at a step, and goes on from a file. */
function resumedAt(steps: number, options: Partial<TrainOptions>): Uint8Array {
  const stop = stoppedAfter(steps, options)
  expect([stop.epoch, stop.step]).toEqual([Math.floor(steps / BATCHES), steps % BATCHES])
  return outcome({ ...options, resume: decodeCheckpoint(encodeCheckpoint(stop)) }).bytes
}

test('every optimizer is among those that are resumed', () => {
  const names = new Set(OPTIMIZERS.map(({ optimizer }) => optimizer))
  expect([...names].toSorted()).toEqual(optimizerDefinitions.map(({ name }) => name).toSorted())
})

describe('a training that was stopped and resumed ends with the same bytes as an undisturbed one', () => {
  describe.each(OPTIMIZERS)('$optimizer, number %#', (optimizer) => {
    const layers = [denseSpec(6, 'relu', { dropout: 0.25, batch_norm: true }), ...TINY_SPEC.layers.slice(1)]
    const regularisation = { l1: 1e-4, max_norm: 2, clip_norm: 1, clip_value: 0.5, ema: 0.8 }
    const spec: NetworkSpec = { ...TINY_SPEC, layers, optimizer, regularisation }
    const { bytes } = outcome({ spec })

    test.each(Array.from({ length: 3 * BATCHES - 1 }, (_, i) => i + 1))('at step %i, through a file', (steps) => {
      expect(resumedAt(steps, { spec })).toEqual(bytes)
    })
  })

  test.each(networkZoo)('$name', ({ spec, shape }) => {
    const options = { spec, data: randomDataset({ shape }) }
    const { bytes } = outcome(options)
    expect(Buffer.compare(resumedAt(5, options), bytes)).toBe(0)
  })

  test('at every step, again and again', () => {
    let resume: Checkpoint | undefined
    for (let step = 1; step < 3 * BATCHES; step++) resume = stoppedAfter(1, resume && { resume })
    expect(outcome({ resume: resume! }).bytes).toEqual(outcome().bytes)
  })

  test('a training that is asked to stop by the last batch of an epoch reports that epoch first', () => {
    let asked = 0
    const events = [...train({ ...TINY_TRAINING, shouldStop: () => ++asked === BATCHES })]
    expect(events.map(({ kind }) => kind)).toEqual(['epoch', 'stopped'])
    // After the last batch of all there is nothing left to stop.
    expect(outcome({ shouldStop: () => ++asked > 3 * BATCHES + 2 }).kinds).toEqual(['epoch', 'epoch', 'epoch'])
  })

  test('between epochs', () => {
    const early = train(TINY_TRAINING).next().value
    if (early?.kind !== 'epoch') throw new Error('the first event is an epoch')
    const resume = early.checkpoint()
    expect([resume.epoch, resume.step, resume.partial]).toEqual([1, 0, { loss: 0, correct: 0, rows: 0 }])
    expect(outcome({ resume }).bytes).toEqual(outcome().bytes)
  })

  test('with more epochs than it was begun with', () => {
    const longer = { ...TINY_SPEC, epochs: 5 }
    const resume = outcome().checkpoint
    expect(outcome({ spec: longer, resume }).bytes).toEqual(outcome({ spec: longer }).bytes)
  })

  test('under a schedule that reads the reports so far', () => {
    const schedule = {
      schedule: 'reduce_on_plateau',
      monitor: 'val_loss',
      lr_decay: 0.5,
      patience: 0,
      threshold: 0.2,
      cooldown: 0,
      min_lr: 0,
      warmup_epochs: 0,
      warmup_factor: 0.1,
    }
    const spec = { ...TINY_SPEC, schedule, epochs: 6 }
    const rates = outcome({ spec }).checkpoint.history.map(({ metrics }) => metrics['learning_rate'])
    expect(rates[5]).toBeLessThan(rates[0])
    for (const steps of [4, 9, 14]) expect(resumedAt(steps, { spec })).toEqual(outcome({ spec }).bytes)
  })
})

test('a checkpoint names its tensors', () => {
  const optimizer = { optimizer: 'adam', beta1: 0.9, decay_rate: 0.99, epsilon: 1e-8, amsgrad: false, weight_decay: 0 }
  const layers = [denseSpec(6, 'relu', { batch_norm: true }), denseSpec(3, 'identity')]
  const regularisation = { ...TINY_SPEC.regularisation, ema: 0.9 }
  const { weights, state } = stoppedAfter(1, { spec: { ...TINY_SPEC, layers, optimizer, regularisation } })
  const names = (tensors: Checkpoint['weights']) => tensors.map(({ name, shape }) => `${name} ${shape.join('×')}`)
  expect(names(weights)).toEqual([
    'layers.0.weight 2×6',
    'layers.0.bias 6',
    'layers.0.scale 6',
    'layers.0.shift 6',
    'layers.1.weight 6×3',
    'layers.1.bias 3',
    'layers.0.running_mean 6',
    'layers.0.running_variance 6',
  ])
  expect(names(state).slice(0, 4)).toEqual([
    'mean.layers.0.weight 2×6',
    'square.layers.0.weight 2×6',
    'average.layers.0.weight 2×6',
    'mean.layers.0.bias 6',
  ])
  expect(state).toHaveLength(18)
})

describe('a checkpoint of another training is refused', () => {
  const resume = stoppedAfter(2)
  test.each<[string, Partial<TrainOptions>]>([
    ['numeric code', { numerics: 'n2' }],
    ['seed', { seed: 8 }],
    ['spec', { spec: { ...TINY_SPEC, learning_rate: 0.1 } }],
    ['data', { data: { ...data, sha256: 'ab'.repeat(32) } }],
    ['place', { resume: { ...resume, step: 1 } }],
    ['place', { resume: { ...resume, step: 5, optimizerSteps: 5, partial: { ...resume.partial, rows: 22 } } }],
    ['place', { resume: { ...resume, history: [{ epoch: 1, metrics: {} }] } }],
    ['place', { resume: { ...resume, partial: { ...resume.partial, rows: 9 } } }],
  ])('by its %s, naming both', (what, change) => {
    expect(() => train({ ...TINY_TRAINING, resume, ...change }).next()).toThrow(
      expect.objectContaining({
        code: 'CHECKPOINT_MISMATCH',
        message: expect.stringContaining(`checkpoint's ${what} is`),
      }),
    )
  })

  test.each<[string, Partial<Checkpoint>]>([
    ['a tensor less', { weights: resume.weights.slice(1) }],
    ['another shape', { weights: resume.weights.map((each) => ({ ...each, shape: [...each.shape].reverse() })) }],
    [
      'another state',
      { state: resume.state.map((each) => ({ ...each, name: each.name.replace('velocity', 'mean') })) },
    ],
  ])('by its tensors: %s', (_, change) => {
    expect(() => train({ ...TINY_TRAINING, resume: { ...resume, ...change } }).next()).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_TENSORS' }),
    )
  })

  test('but the data may have been renamed', () => {
    expect(outcome({ resume, data: { ...data, name: 'renamed' } }).sha256).toBe(outcome().sha256)
  })
})

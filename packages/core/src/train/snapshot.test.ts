import { describe, expect, test } from 'vitest'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint/codec.ts'
import type { NetworkSpec } from '../model/network-spec.ts'
import type { OptimizerSpec } from '../optimizers/optimizer.ts'
import { outcome, TINY_TRAINING } from '../testing/outcome.ts'
import { TINY_SPEC } from '../testing/tiny-spec.ts'
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

const OPTIMIZERS: OptimizerSpec[] = [
  { optimizer: 'sgd', weightDecay: 0 },
  { optimizer: 'nesterov', momentum: 0.9, weightDecay: 0.01 },
  { optimizer: 'rmsprop', decayRate: 0.9, momentum: 0.5, epsilon: 1e-8, weightDecay: 0 },
  { optimizer: 'adam', beta1: 0.9, decayRate: 0.99, epsilon: 1e-8, weightDecay: 0 },
  { optimizer: 'momentum', momentum: 0.9, weightDecay: 0 },
]

describe('a training that was stopped and resumed ends with the same bytes as an undisturbed one', () => {
  describe.each(OPTIMIZERS)('$optimizer', (optimizer) => {
    const spec: NetworkSpec = { ...TINY_SPEC, optimizer }
    const { bytes } = outcome({ spec })

    test.each(Array.from({ length: 3 * BATCHES }, (_, i) => i + 1))('at step %i, through a file', (steps) => {
      const stop = stoppedAfter(steps, { spec })
      expect([stop.epoch, stop.step]).toEqual([Math.floor((steps - 1) / BATCHES), ((steps - 1) % BATCHES) + 1])
      const resume = decodeCheckpoint(encodeCheckpoint(stop))
      expect(outcome({ spec, resume }).bytes).toEqual(bytes)
    })
  })

  test('at every step, again and again', () => {
    let resume: Checkpoint | undefined
    for (let step = 1; step <= 3 * BATCHES; step++) resume = stoppedAfter(1, resume && { resume })
    expect(outcome({ resume: resume! }).bytes).toEqual(outcome().bytes)
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
})

describe('a checkpoint of another training is refused', () => {
  const resume = stoppedAfter(2)
  test.each<[string, Partial<TrainOptions>]>([
    ['numeric code', { numerics: 'n2' }],
    ['seed', { seed: 8 }],
    ['spec', { spec: { ...TINY_SPEC, learningRate: 0.1 } }],
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

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Distribution, SweepSpec } from '../spec.ts'
import { toyObjective } from '../testing/toy-objective.ts'
import { toySweep } from '../testing/toy-sweep.ts'
import { parseSweep } from './parse-sweep.ts'
import { sweepFile } from './sweep-file.ts'

const whole = fc.integer({ min: 1, max: 1000 })
const label = fc.oneof(
  fc.constantFrom('true', '1', 'no', '1e3'),
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,9}$/),
)
const rate = fc.double({ min: 1e-300, max: 1e300, noNaN: true })
const text = fc.oneof(
  fc.constantFrom('true', '1', '$a', '$$a', '', 'null', '~', 'a: b', '- x', '#', "it's", '1e3', '\n'),
  fc.string(),
)

/** Distributions with values that the toy objective takes for a layer's size. */
const sizes: fc.Arbitrary<Distribution> = fc.oneof(
  fc
    .uniqueArray(whole, { minLength: 1, maxLength: 5 })
    .map((values): Distribution => ({ kind: 'categorical', values })),
  whole.map((value): Distribution => ({ kind: 'constant', value })),
  fc.tuple(whole, whole).map(([min, more]): Distribution => ({ kind: 'int_uniform', min, max: min + more })),
  fc
    .tuple(fc.constantFrom('q_uniform' as const, 'q_log_uniform' as const), whole, whole, whole)
    .map(([kind, min, more, q]): Distribution => ({ kind, min, max: min + more, q: Math.min(q, more) })),
)
const rates: fc.Arbitrary<Distribution> = fc
  .tuple(fc.constantFrom('uniform' as const, 'log_uniform' as const), rate, rate)
  .map(([kind, a, b]): Distribution => ({ kind, min: Math.min(a, b), max: Math.max(a, b) }))

const specs: fc.Arbitrary<SweepSpec> = fc
  .record({
    spec: fc.record({
      name: fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/),
      metric: fc.record({
        name: fc.constantFrom('val_loss', 'val_accuracy', 'yes', '1'),
        goal: fc.constantFrom('maximize' as const, 'minimize' as const),
        at: fc.constantFrom('best' as const, 'last' as const),
      }),
      seed: fc.maxSafeNat(),
      replicates: fc.integer({ min: 1, max: 50 }),
      runCap: whole,
      retry: fc.record({ max: fc.integer({ min: 0, max: 9 }) }),
      limits: fc.record(
        { trialSeconds: fc.double({ min: 0.1, max: 1e6, noNaN: true }), stallSeconds: whole },
        { requiredKeys: ['stallSeconds'] },
      ),
      checkpoints: fc.record({
        every: whole,
        keep: fc.constantFrom('best+last' as const, 'all' as const),
        topK: whole,
      }),
      ensemble: fc.record({
        method: fc.constantFrom('average', 'greedy', 'snapshot'),
        top: whole,
        size: fc.integer({ min: 1, max: 1000 }),
      }),
    }),
    requires: fc.dictionary(label, label, { maxKeys: 3 }),
    size: sizes,
    learningRate: rates,
    source: text,
  })
  .map(({ spec, requires, size, learningRate, source }) => ({
    ...spec,
    ...(Object.keys(requires).length > 0 && { requires }),
    checkpoints: { ...spec.checkpoints, topK: Math.max(spec.checkpoints.topK, spec.ensemble.top) },
    method: 'random',
    parameters: [
      { name: 'hidden', distribution: size },
      { name: 'learning_rate', distribution: learningRate },
    ],
    objective: {
      data: { source: source.startsWith('$') ? `$$${source.replace(/^\$+/, '')}` : source, validation: 3 },
      model: { layers: [{ dense: '$hidden', activation: 'tanh', dropout: 0 }] },
      training: {
        optimizer: 'adam',
        epochs: 1,
        batch_size: 2,
        learning_rate: '$learning_rate',
        lr_decay: 1,
        momentum: 0,
      },
    },
  }))

describe('the canonical sweep file', () => {
  test('reads back to an equal spec', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        expect(parseSweep(sweepFile(spec), toyObjective).spec).toEqual(spec)
      }),
      { numRuns: 150 },
    )
  })

  test('has a line for each axis, layer and group of options', () => {
    expect(sweepFile(parseSweep(toySweep, toyObjective).spec)).toBe(`name: toy
method: grid
metric: { name: val_accuracy, goal: maximize, at: best }
parameters:
  learning_rate: { values: [ 0.1, 0.3 ] }
  hidden: { values: [ 8, 16 ] }
data:
  source: toy
  validation: 100
model:
  layers:
    - { dense: $hidden, activation: relu, dropout: 0 }
    - { dense: 2, activation: relu, dropout: 0 }
training:
  optimizer: nesterov
  epochs: 3
  learning_rate: $learning_rate
  batch_size: 32
  lr_decay: 1
  momentum: 0.9
seed: 1
replicates: 1
retry: { max: 3 }
limits: { stall_seconds: 600 }
checkpoints: { every: 1, keep: best+last, top_k: 50 }
ensemble: { method: greedy, top: 50, size: 25 }
`)
  })
})

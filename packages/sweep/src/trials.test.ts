import { deriveSeed } from '@hypersweep/numbers'
import { describe, expect, test } from 'vitest'
import type { SweepSpec } from './spec.ts'
import { toyObjective } from './testing/toy-objective.ts'
import { sweepTrials } from './trials.ts'

const spec: SweepSpec = {
  name: 'toy',
  method: 'grid',
  metric: { name: 'val_accuracy', goal: 'maximize', at: 'best' },
  parameters: [
    { name: 'optimizer', distribution: { kind: 'categorical', values: ['nesterov', 'adam'] } },
    { name: 'momentum', distribution: { kind: 'categorical', values: [0.5, 0.9] } },
  ],
  objective: {
    data: { source: 'toy' },
    model: { layers: [{ dense: 2 }] },
    training: { optimizer: '$optimizer', momentum: '$momentum' },
  },
  seed: 42,
  replicates: 2,
  retry: { max: 3 },
  limits: { stallSeconds: 600 },
  checkpoints: { every: 1, keep: 'best+last', topK: 50 },
  ensemble: { method: 'average', top: 5, size: 25 },
}

function all(changes: Partial<SweepSpec> = {}) {
  const { count, trial } = sweepTrials({ ...spec, ...changes }, toyObjective)
  return Array.from({ length: count }, (_, number) => trial(number))
}

describe('the trials of a sweep', () => {
  test('are every replicate of every point that differs', () => {
    const [a, b] = [deriveSeed(42, 'replicate', 0), deriveSeed(42, 'replicate', 1)]
    expect(all()).toEqual([
      { number: 0, params: { optimizer: 'nesterov', momentum: 0.5 }, seed: a },
      { number: 1, params: { optimizer: 'nesterov', momentum: 0.5 }, seed: b },
      { number: 2, params: { optimizer: 'nesterov', momentum: 0.9 }, seed: a },
      { number: 3, params: { optimizer: 'nesterov', momentum: 0.9 }, seed: b },
      { number: 4, params: { optimizer: 'adam' }, seed: a },
      { number: 5, params: { optimizer: 'adam' }, seed: b },
    ])
    expect(a).not.toBe(b)
  })

  test('are at most run_cap, which counts replicates too', () => {
    expect(all({ runCap: 3 })).toEqual(all().slice(0, 3))
    expect(all({ runCap: 100 })).toEqual(all())
  })

  test('of a random search are as many as its cap, and those before stay when it grows', () => {
    const parameters: SweepSpec['parameters'] = [
      { name: 'learning_rate', distribution: { kind: 'log_uniform', min: 0.001, max: 1 } },
    ]
    const objective = { ...spec.objective, training: { learning_rate: '$learning_rate' } }
    const random = { method: 'random', parameters, objective, replicates: 1 } as const
    expect(all({ ...random, runCap: 8 })).toHaveLength(8)
    expect(all({ ...random, runCap: 8 })).toEqual(all({ ...random, runCap: 20 }).slice(0, 8))
  })

  test('of a random search over few values are no more than there are', () => {
    expect(all({ method: 'random', runCap: 50 })).toHaveLength(6)
  })

  test('end', () => {
    expect(() => sweepTrials(spec, toyObjective).trial(6)).toThrow('The sweep toy has 6 trials, and no trial 6.')
  })
})

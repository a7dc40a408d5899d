import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { actingAxes } from './effects.ts'
import type { ObjectiveSchema } from './objective.ts'
import { toyObjective } from './testing/toy-objective.ts'

const sections = {
  data: { source: 'toy' },
  model: { layers: [{ dense: '$size' }] },
  training: { optimizer: '$way', momentum: '$push' },
}

describe('an axis acts', () => {
  test('where its option of training does', () => {
    const acting = actingAxes(sections, toyObjective)
    expect(acting({ size: 2, way: 'nesterov', push: 0.5 })).toEqual(new Set(['size', 'way', 'push']))
    expect(acting({ size: 2, way: 'adam', push: 0.5 })).toEqual(new Set(['size', 'way']))
  })
  test('wherever it stands, where one of its places does', () => {
    const both = { ...sections, model: { layers: [{ dense: 2, dropout: '$push' }] } }
    expect(actingAxes(both, toyObjective)({ size: 2, way: 'adam', push: 0.5 })).toEqual(new Set(['way', 'push']))
  })
  test('in a trial that the objective refuses', () => {
    expect(actingAxes(sections, toyObjective)({ size: 0, way: 'adam', push: 0.5 })).toContain('push')
  })
  test('inside an option of several values, which cannot be left out', () => {
    const schema = z.any() as unknown as ObjectiveSchema['schema']
    const nothingActs = { schema, trainingKeys: ['betas'], actingKeys: () => new Set<string>() }
    const objective = { ...sections, training: { betas: ['$push', 0.999] } }
    expect(actingAxes(objective, nothingActs)({ size: 2, push: 0.9 })).toContain('push')
    const whole = { ...sections, training: { betas: '$push' } }
    expect(actingAxes(whole, nothingActs)({ size: 2, push: 0.9 })).not.toContain('push')
  })
})

import { expect, test } from 'vitest'
import { toyObjective } from '../testing/toy-objective.ts'
import { idlePlaces } from './idle-places.ts'

const sections = {
  data: { source: 'toy' },
  model: {
    layers: [
      { dense: 2, slope: '$slope' },
      { dense: 2, slope: '$slope', dropout: '$slope' },
    ],
  },
  training: { momentum: '$push' },
}
const points = [sections, sections]
const idleAt = (...options: string[]) => ({
  ...toyObjective,
  isIdle: (_: unknown, path: readonly (string | number)[]) => options.includes(String(path.at(-1))),
})

test('an axis all of whose places change nothing is told with them', () => {
  const [problem, ...others] = idlePlaces(sections, points, idleAt('slope', 'dropout', 'momentum'))
  expect(others).toEqual([])
  expect(problem).toMatchObject({ path: ['parameters', 'slope'], at: 'key' })
  expect(problem!.message).toContain('model.layers.0.slope and model.layers.1.slope and model.layers.1.dropout')
})

test('one that acts at one place, or at one point, is right', () => {
  expect(idlePlaces(sections, points, idleAt('slope'))).toEqual([])
  let asked = 0
  const once = { ...toyObjective, isIdle: () => asked++ > 0 }
  expect(idlePlaces(sections, points, once)).toEqual([])
})

test('an objective that does not say has none', () => {
  expect(idlePlaces(sections, points, toyObjective)).toEqual([])
})

import { expect, test } from 'vitest'
import { averageProbabilities } from './average-probabilities.ts'

test('the mean is taken element by element', () => {
  const members = [Float32Array.from([0.5, 0.5]), Float32Array.from([1, 0]), Float32Array.from([0, 1])]
  expect([...averageProbabilities([...members, Float32Array.from([0.5, 0.5])])]).toEqual([0.5, 0.5])
})

test('one member alone is itself', () => {
  const member = Float32Array.from([0.1, 0.2, 0.7])
  expect([...averageProbabilities([member])]).toEqual([...member])
})

test('small differences survive in float64', () => {
  expect([...averageProbabilities([[1], [2 ** -40]])]).toEqual([(1 + 2 ** -40) / 2])
})

test.each([[[]], [[[1], [0.5, 0.5]]]])('members %j are refused', (members) => {
  expect(() => averageProbabilities(members)).toThrow(expect.objectContaining({ code: 'ENSEMBLE_MEMBERS' }))
})

import { randomStream } from '@hypersweep/numbers'
import { describe, expect, test } from 'vitest'
import { type InitName, initialWeights } from './initial-weights.ts'

const fans = { fanIn: 24, fanOut: 8 }
const drawn = (init: InitName, seed = 7) => initialWeights(init, fans, 20_000, randomStream(seed, 'init', 0))

describe('the spread is the one that keeps signals from layer to layer', () => {
  test.each<[InitName, number]>([
    ['he_normal', 2 / 24],
    ['he_uniform', 2 / 24],
    ['xavier_normal', 2 / 32],
    ['xavier_uniform', 2 / 32],
    ['lecun_normal', 1 / 24],
    ['lecun_uniform', 1 / 24],
    ['small_normal', 1e-4],
  ])('%s: variance %f, mean 0, within five deviations of the estimates', (init, variance) => {
    const values = drawn(init)
    const mean = values.reduce((sum, w) => sum + w, 0) / values.length
    const second = values.reduce((sum, w) => sum + w * w, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / values.length))
    expect(Math.abs(second - variance)).toBeLessThan(5 * variance * Math.sqrt(2 / values.length))
  })
})

test('a uniform one keeps its bound, a normal one does not', () => {
  const largest = (init: InitName) => drawn(init).reduce((most, w) => Math.max(most, Math.abs(w)), 0)
  expect(largest('he_uniform')).toBeLessThanOrEqual(Math.fround(Math.sqrt(6 / 24)))
  expect(largest('he_normal')).toBeGreaterThan(Math.sqrt(6 / 24))
})

test('zeros are zero, and the same stream draws the same weights', () => {
  expect(drawn('zeros').every((w) => w === 0)).toBe(true)
  expect(drawn('he_normal')).toEqual(drawn('he_normal'))
  expect(drawn('he_normal')).not.toEqual(drawn('he_normal', 8))
})

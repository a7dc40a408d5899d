import { expect, test } from 'vitest'
import { likeliest, meanScore, scoreOf } from './score.ts'

const labels = Int32Array.of(9, 0, 1, 1)
const rows = Uint32Array.of(1, 2, 3)

test('accuracy is the share of rows whose likeliest class is their label, loss the mean of −log p', () => {
  const score = scoreOf([0.5, 0.5, 0.75, 0.25, 0.125, 0.875], labels, rows, 2)!
  expect(score.accuracy).toBeCloseTo(2 / 3, 15)
  expect(score.loss).toBeCloseTo(-(Math.log(0.5) + Math.log(0.25) + Math.log(0.875)) / 3, 14)
})

test('a certain and wrong prediction costs what the smallest float32 costs', () => {
  expect(scoreOf([1, 0], Int32Array.of(1), Uint32Array.of(0), 2)!.loss).toBeCloseTo(149 * Math.LN2, 10)
})

test('no rows have no score', () => expect(scoreOf([], labels, new Uint32Array(), 2)).toBeUndefined())
test('of two equal probabilities the first class is taken', () => expect(likeliest([0, 0.4, 0.4], 0, 3)).toBe(1))
test('the mean of members is the mean of their scores', () => {
  expect(
    meanScore([
      { accuracy: 0.5, loss: 1 },
      { accuracy: 1, loss: 0 },
    ]),
  ).toEqual({ accuracy: 0.75, loss: 0.5 })
})

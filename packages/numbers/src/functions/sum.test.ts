import { expect, test } from 'vitest'
import { sum } from './sum.ts'

test('sum adds from the first value to the last, whatever is lost on the way', () => {
  expect(sum([1e16, 1, 1, -1e16])).toBe(0)
  expect(sum([-1e16, 1e16, 1, 1])).toBe(2)
})

test('the sum of nothing is +0, and so is that of −0', () => {
  expect([sum([]), sum([-0])]).toEqual([0, 0])
})

test('float32 values are summed in float64', () => {
  expect(sum(Float32Array.of(16777216, 1))).toBe(16777217)
})

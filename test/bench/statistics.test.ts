import { describe, expect, test } from 'vitest'
import { median, ratio, spread } from './statistics.ts'

describe('median', () => {
  test('is the middle of an odd number of values, whatever their order', () => {
    expect(median([10, 2, 30])).toBe(10)
  })

  test('is the mean of the two in the middle of an even number', () => {
    expect(median([4, 1, 100, 2])).toBe(3)
  })

  test('of nothing is not a number', () => {
    expect(median([])).toBeNaN()
  })

  test('leaves the order of the values alone', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })
})

test('the spread is the range in medians', () => {
  expect(spread([90, 100, 120])).toBeCloseTo(0.3)
  expect(spread([])).toBe(0)
})

describe('ratio', () => {
  test('is how many times a peer we are', () => {
    expect(ratio(300, 100)).toBe(3)
  })

  test('is nothing where one side was not measured', () => {
    expect(ratio(undefined, 100)).toBeUndefined()
    expect(ratio(300, undefined)).toBeUndefined()
  })
})

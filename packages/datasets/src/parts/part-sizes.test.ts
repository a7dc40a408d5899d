import { expect, test } from 'vitest'
import { partSizes } from './part-sizes.ts'

test('whole numbers are counts, shares are rounded to the nearest count', () => {
  expect(partSizes({ validation: 20, test: 1 }, 100)).toEqual({ validation: 20, test: 1 })
  expect(partSizes({ validation: 0.25, test: 0.1 }, 150)).toEqual({ validation: 38, test: 15 })
})

test('no test rows is a size', () => {
  expect(partSizes({ validation: 1, test: 0 }, 2)).toEqual({ validation: 1, test: 0 })
})

test.each([0, -1, 1.5, 0.001, NaN, Infinity])('validation %s of 100 rows is refused', (validation) => {
  const sizes = () => partSizes({ validation, test: 0 }, 100)
  expect(sizes).toThrow(expect.objectContaining({ code: 'DATA_SPLIT' }))
  expect(sizes).toThrow('data.validation')
})

test.each([-1, 2.5, 0.001, NaN])('a test part of %s of 100 rows is refused', (wanted) => {
  expect(() => partSizes({ validation: 1, test: wanted }, 100)).toThrow('data.test')
})

test('parts that leave no training row are refused', () => {
  expect(partSizes({ validation: 49, test: 50 }, 100)).toEqual({ validation: 49, test: 50 })
  expect(() => partSizes({ validation: 50, test: 50 }, 100)).toThrow(expect.objectContaining({ code: 'DATA_SPLIT' }))
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DiscreteDistribution, valueAt, valueCount } from './discrete.ts'
import { sampleValues } from './sample-values.ts'

function values(distribution: DiscreteDistribution) {
  return Array.from({ length: valueCount(distribution) }, (_, index) => valueAt(distribution, index))
}

describe('the values of a raster', () => {
  test.each([
    [{ min: 0, max: 0.5, q: 0.25 }, [0, 0.25, 0.5]],
    [{ min: 0, max: 0.3, q: 0.1 }, [0, 0.1, 0.2, 0.3]],
    [{ min: 0.1, max: 0.7, q: 0.2 }, [0.1, 0.3, 0.5, 0.7]],
    [{ min: 0, max: 1, q: 0.3 }, [0, 0.3, 0.6, 0.9]],
    [{ min: 1, max: 10, q: 4 }, [1, 5, 9]],
    [{ min: 1e-7, max: 3e-7, q: 1e-7 }, [1e-7, 2e-7, 3e-7]],
    [{ min: -0.3, max: 0.3, q: 0.3 }, [-0.3, 0, 0.3]],
    [{ min: 5, max: 5, q: 1 }, [5]],
  ])('%j have no dust, and the maximum where it lies on them', (raster, expected) => {
    expect(values({ kind: 'q_uniform', ...raster })).toEqual(expected)
  })

  test('are those of exact decimal arithmetic', () => {
    const hundredths = fc.integer({ min: -1000, max: 1000 })
    fc.assert(
      fc.property(hundredths, fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 60 }), (min, width, q) => {
        const exact = Array.from({ length: Math.floor(width / q) + 1 }, (_, index) => Number(`${min + index * q}e-2`))
        const raster = { min: Number(`${min}e-2`), max: Number(`${min + width}e-2`), q: Number(`${q}e-2`) }
        expect(values({ kind: 'q_uniform', ...raster }).map(Number)).toEqual(exact.map((x) => x + 0))
      }),
    )
  })
})

test('int_uniform holds both ends', () => {
  expect(values({ kind: 'int_uniform', min: -1, max: 2 })).toEqual([-1, 0, 1, 2])
})

describe('sampleValues', () => {
  test('are the ends of a continuous range and a value between', () => {
    const [min, max, between] = sampleValues({ kind: 'uniform', min: 16, max: 32 })
    expect([min, max]).toEqual([16, 32])
    expect(Number.isInteger(between)).toBe(false)
  })
  test('are all values of a short raster, and both ends of a long one', () => {
    expect(sampleValues({ kind: 'q_uniform', min: 0, max: 1, q: 0.5 })).toEqual([0, 0.5, 1])
    expect(sampleValues({ kind: 'int_uniform', min: 1, max: 5000 })).toEqual([1, 2, 5000])
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cos, sin } from './sin-cos.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

test('sin keeps the sign of zero and cos of zero is one', () => {
  expect([sin(0), sin(-0), cos(0), cos(-0)]).toEqual([0, -0, 1, 1])
})

test('sin and cos of what is not finite are NaN', () => {
  for (const x of [Infinity, -Infinity, NaN]) expect([sin(x), cos(x)]).toEqual([NaN, NaN])
})

test('sin is odd and cos is even, for angles of every size', () => {
  fc.assert(
    fc.property(finite, (x) => {
      expect(sin(-x)).toBe(-sin(x))
      expect(cos(-x)).toBe(cos(x))
    }),
  )
})

test('the squares of sin and cos add up to one, for angles of every size', () => {
  fc.assert(
    fc.property(finite, (x) => {
      expect(sin(x) * sin(x) + cos(x) * cos(x)).toBeCloseTo(1, 14)
    }),
  )
})

test('both reductions give one curve where they meet', () => {
  const [below, above] = [1647099, 1647099.0000000002]
  expect(sin(above) - sin(below)).toBeCloseTo((above - below) * cos(below), 15)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hexFloat64 } from './hex-float.ts'

test('known numbers have their bits, sign first', () => {
  expect([1, -2, 0, -0, 0.1, Infinity, 5e-324].map(hexFloat64)).toEqual([
    '3ff0000000000000',
    'c000000000000000',
    '0000000000000000',
    '8000000000000000',
    '3fb999999999999a',
    '7ff0000000000000',
    '0000000000000001',
  ])
})

test('every NaN is the same', () => {
  const other = new Float64Array(BigUint64Array.of(0xfff8dead00000001n).buffer)[0]
  expect([hexFloat64(NaN), hexFloat64(other)]).toEqual(['7ff8000000000000', '7ff8000000000000'])
})

test('the digits lead back to the number, and so differ for different numbers', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (x) => {
      const digits = hexFloat64(x)
      expect(digits).toMatch(/^[0-9a-f]{16}$/)
      expect(Buffer.from(digits, 'hex').readDoubleBE(0)).toBe(x)
    }),
  )
})

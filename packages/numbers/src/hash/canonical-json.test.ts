import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

test('keys come in the order of their code units, without spaces', () => {
  expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'ö"\n', Z: 1e21, '': -0 })).toBe(
    '{"":0,"Z":1e+21,"a":"ö\\"\\n","b":[1,{"c":true,"d":null}]}',
  )
  expect(canonicalJson({ 10: 0, 9: 0, '\ufb33': 0, '\u{1f600}': 0 })).toBe('{"10":0,"9":0,"\u{1f600}":0,"\ufb33":0}')
})

test('reading what was written gives an equal value and the same text again', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(JSON.stringify(JSON.parse(text))).toHaveLength(text.length)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    }),
  )
})

test('the order in which keys were set does not matter', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer()), (object) => {
      const reversed = Object.fromEntries(Object.entries(object).reverse())
      expect(canonicalJson(reversed)).toBe(canonicalJson(object))
    }),
  )
})

test.each([
  ['NaN', NaN],
  ['infinity', -Infinity],
  ['undefined', undefined],
  ['a function', () => 0],
  ['a bigint', 1n],
  ['a symbol', Symbol('s')],
  ['a date', new Date(0)],
  ['a map', new Map()],
  ['a typed array', new Float32Array(1)],
])('%s is refused, and the place is named', (_, value) => {
  expect(() => canonicalJson({ a: [0, value] })).toThrow(expect.objectContaining({ code: 'JSON_VALUE' }))
  expect(() => canonicalJson({ a: [0, value] })).toThrow('$.a[1]')
})

test('an object that contains itself is refused, one that occurs twice is not', () => {
  const twice = { x: 1 }
  expect(canonicalJson([twice, twice])).toBe('[{"x":1},{"x":1}]')
  const cycle: { self?: unknown } = {}
  cycle.self = [cycle]
  expect(() => canonicalJson(cycle)).toThrow('contains itself')
})

test('an array with a hole is refused', () => {
  expect(() => canonicalJson(Object.assign([], { length: 1 }))).toThrow(expect.objectContaining({ code: 'JSON_VALUE' }))
})

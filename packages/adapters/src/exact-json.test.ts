import { expect, test } from 'vitest'
import { exactJson, metricsText } from './exact-json.ts'

test('every finite float64 comes back with its bits', () => {
  const words = new Uint32Array(2)
  const [value] = [new Float64Array(words.buffer)]
  let checked = 0
  for (let index = 1; checked < 20_000; index++) {
    words[0] = Math.imul(index, 0x9e3779b1)
    words[1] = Math.imul(index, 0x85ebca6b) ^ (index >>> 3)
    if (!Number.isFinite(value[0])) continue
    expect(Object.is(JSON.parse(exactJson(value[0])), value[0])).toBe(true)
    checked++
  }
  for (const each of [-0, 0, 5e-324, Number.MAX_VALUE, 1e21, 1e-7, 2 ** 53 - 1]) {
    expect(Object.is(JSON.parse(exactJson(each)), each)).toBe(true)
  }
})

test('texts, lists and objects are those of JSON, in the order in which they were given', () => {
  const value = { b: [1, 0.5, { d: null, c: true }], a: 'x"y\n', z: undefined }
  expect(exactJson(value)).toBe(JSON.stringify(value))
})

test('equal metrics have one text, whatever the order of their names, and a changed bit another', () => {
  expect(metricsText({ b: 1 / 3, a: -0 })).toBe('{"a":-0,"b":0.3333333333333333}')
  expect(metricsText({ a: -0, b: 1 / 3 })).toBe(metricsText({ b: 1 / 3, a: -0 }))
  expect(metricsText({ a: 0, b: 1 / 3 })).not.toBe(metricsText({ b: 1 / 3, a: -0 }))
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  '%s is refused instead of becoming null',
  (value) => {
    expect(() => exactJson({ loss: [value] })).toThrow(`A number to store is ${value}.`)
  },
)

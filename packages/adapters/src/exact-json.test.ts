import { expect, test } from 'vitest'
import { exactJson } from './exact-json.ts'

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

test('one value has one text, whatever the order of its keys', () => {
  expect(exactJson({ b: [1, -0, { d: null, c: true }], a: 'x"y', z: undefined })).toBe(
    '{"a":"x\\"y","b":[1,-0,{"c":true,"d":null}]}',
  )
  expect(exactJson({ a: 'x"y', b: [1, -0, { c: true, d: null }] })).toBe('{"a":"x\\"y","b":[1,-0,{"c":true,"d":null}]}')
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  '%s is refused instead of becoming null',
  (value) => {
    expect(() => exactJson({ loss: [value] })).toThrow(`A number to store is ${value}.`)
  },
)

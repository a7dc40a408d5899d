import { expect, test } from 'vitest'
import { parseIdx } from './idx-format.ts'

const IMAGES = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30, 40, 50, 60)

function parse(bytes: Uint8Array, dimensions = 3) {
  return parseIdx({ name: 'images', bytes }, dimensions)
}

test('sizes are big-endian and the items follow', () => {
  expect(parse(IMAGES)).toEqual({ sizes: [2, 1, 3], items: Uint8Array.of(10, 20, 30, 40, 50, 60) })
  const many = new Uint8Array(8 + 0x010203)
  many.set([0, 0, 8, 1, 0, 1, 2, 3])
  expect(parse(many, 1).sizes).toEqual([0x010203])
})

test('a view into a larger buffer is read from its own begin', () => {
  const larger = new Uint8Array(30)
  larger.set(IMAGES, 5)
  expect(parse(larger.subarray(5, 5 + IMAGES.length)).sizes).toEqual([2, 1, 3])
})

test.each<[string, Uint8Array, number, string]>([
  ['an empty file', new Uint8Array(0), 3, 'begins with nothing'],
  ['another format', Uint8Array.from([...'PK\x03\x04'.padEnd(40)].map((c) => c.charCodeAt(0))), 3, '50 4b 03 04'],
  ['labels where images belong', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0), 3, '00 00 08 01'],
  ['floats', IMAGES.with(2, 13), 3, '00 00 0d 03'],
  ['a header cut short', IMAGES.subarray(0, 12), 3, 'begins with'],
  ['items cut short', IMAGES.subarray(0, -1), 3, 'cut short: it has 21 bytes'],
  ['a byte too much', Uint8Array.of(...IMAGES, 0), 3, 'too long: it has 23 bytes'],
  ['no items', IMAGES.with(7, 0).subarray(0, 16), 3, '0 × 1 × 3'],
])('%s is refused, naming the file', (_, bytes, dimensions, words) => {
  expect(() => parse(bytes, dimensions)).toThrow(expect.objectContaining({ code: 'DATA_IDX' }))
  expect(() => parse(bytes, dimensions)).toThrow(words)
  expect(() => parse(bytes, dimensions)).toThrow(/^images /)
})

test('sizes whose product is beyond any file are refused, not wrapped around', () => {
  const huge = IMAGES.slice()
  huge.fill(0xff, 4, 16)
  expect(() => parse(huge)).toThrow('cut short')
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseNpy } from './npy-format.ts'

interface Golden {
  arrays: { name: string; shape: number[]; values: number[]; base64: string }[]
  refused: Record<string, string>
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../../../../test/golden/npy/arrays.json', import.meta.url), 'utf8'),
)
const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'))
const parse = (bytes: Uint8Array) => parseNpy({ name: 'rows.npy', bytes })

/** A file by the written format, with another header than NumPy would write. */
function file(dictionary: string, items: number, { version = 1 } = {}): Uint8Array {
  const text = Buffer.from(dictionary)
  const length = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0]
  return Uint8Array.from([0x93, ...Buffer.from('NUMPY'), version, 0, ...length, ...text, ...Array(items).fill(1)])
}

test.each(golden.arrays)('what NumPy saved as $name is read as its values', ({ shape, values, base64 }) => {
  expect(parse(bytesOf(base64))).toEqual({ shape, values: Float64Array.from(values) })
})

test('a view into a larger buffer is read from its own begin', () => {
  const { base64, values } = golden.arrays[2]!
  const bytes = bytesOf(base64)
  const larger = new Uint8Array(bytes.length + 20)
  larger.set(bytes, 13)
  expect([...parse(larger.subarray(13, 13 + bytes.length)).values]).toEqual(values)
})

test('the keys of the header may come in any order and without spaces, as other writers have it', () => {
  const { shape } = parse(file(`{"shape":(2,3L),'descr':'|u1','fortran_order':False}`, 6))
  expect(shape).toEqual([2, 3])
})

const refused = (name: string) => bytesOf(golden.refused[name]!)
const whole = bytesOf(golden.arrays[0]!.base64)

test.each<[what: string, bytes: Uint8Array, words: string]>([
  ['an array of objects', refused('objects'), 'holds Python objects. They are not read, since that would run what'],
  ['named fields', refused('named fields'), 'holds rows of named fields. One plain array is needed'],
  ['named fields of version 3', refused('named fields, version 3'), 'holds rows of named fields'],
  ['texts', refused('texts'), "holds items of type '<U1'. Use one of f4, f8, u1"],
  ['complex numbers', refused('complex numbers'), "holds items of type '<c16'"],
  ['times', refused('times'), "holds items of type '<M8[D]'"],
  ['an array without rows', refused('no rows'), 'has the shape (0, 3). At least one row is needed.'],
  ['another format', Uint8Array.from(Buffer.from('PK\x03\x04 a zip of arrays')), 'begins otherwise than NPY does'],
  ['a version to come', whole.with(6, 4), 'is NPY of version 4.0. Versions 1, 2 and 3 are read'],
  ['a file that ends in the version', whole.subarray(0, 6), 'is cut short in its header'],
  ['a file that ends in the length', whole.subarray(0, 9), 'is cut short in its header: it has 9 bytes'],
  ['a file that ends in the header', whole.subarray(0, 50), 'is cut short in its header: it has 50 bytes'],
  ['a length beyond all', file('{}', 0, { version: 2 }).with(11, 255), 'is cut short in its header'],
  ['items cut short', whole.subarray(0, -1), 'is cut short: it has 223 bytes; (4, 3, 2) items of 4 bytes need 224'],
  ['a byte too much', Uint8Array.of(...whole, 0), 'is too long: it has 225 bytes'],
  ['a header without a shape', file(`{'descr': '|u1', 'fortran_order': False}`, 1), 'descr, fortran_order and shape'],
  ['a key too much', file(`{'descr': '|u1', 'fortran_order': False, 'shape': (1,), 'x': 1}`, 1), 'and nothing else'],
  ['no dictionary', file(`os.system('true')`, 1), `has the header "os.system('true')"`],
  ['an odd shape', file(`{'descr': '|u1', 'fortran_order': False, 'shape': (1,,2)}`, 2), 'has the shape (1,,2)'],
])('%s is refused, naming the file', (_, bytes, words) => {
  expect(() => parse(bytes)).toThrow(expect.objectContaining({ code: 'DATA_NPY' }))
  expect(() => parse(bytes)).toThrow(words)
  expect(() => parse(bytes)).toThrow('rows.npy')
})

test('sizes whose product no number holds are no reason to reserve memory', () => {
  const dictionary = `{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999, 99999999999999999999)}`
  expect(() => parse(file(dictionary, 8))).toThrow('is cut short')
})

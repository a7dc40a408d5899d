import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decodeSafetensors, encodeSafetensors, type Safetensors } from './safetensors.ts'

const file: Safetensors = {
  metadata: new Map([['note', 'naïve “text”']]),
  tensors: [
    { name: 'b', shape: [2, 2], data: Float32Array.from([1, -2, 0.5, -0]) },
    { name: 'a', shape: [1], data: Float32Array.from([7]) },
  ],
}

/** A file with this header, and so many bytes of data. */
function fileOf(header: unknown, dataBytes: number): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header)
  const utf8 = new TextEncoder().encode(text)
  const bytes = new Uint8Array(8 + utf8.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(utf8.length), true)
  bytes.set(utf8, 8)
  return bytes
}

function tensor(begin: number, end: number, shape: unknown = [(end - begin) / 4], dtype = 'F32') {
  return { dtype, shape, data_offsets: [begin, end] }
}

test('a file written by the safetensors library is read with every bit', () => {
  const golden = new URL('../../../../test/golden/oracles/python.safetensors', import.meta.url)
  const { metadata, tensors } = decodeSafetensors(new Uint8Array(readFileSync(golden)))
  expect(metadata).toEqual(
    new Map([
      ['note', 'naïve “text”'],
      ['number', '7'],
    ]),
  )
  expect(new Map(tensors.map(({ name, shape, data }) => [name, { shape, data: [...data] }]))).toEqual(
    new Map([
      ['b.weight', { shape: [2, 3], data: [1, -2, 0.5, 1 / 3, 1e-45, 3.4e38].map(Math.fround) }],
      ['a.bias', { shape: [3], data: [-0, 7, Infinity] }],
      ['scalar', { shape: [], data: [42] }],
      ['empty', { shape: [0, 4], data: [] }],
    ]),
  )
})

test('what was encoded is decoded, in the same order, also from the middle of a buffer', () => {
  const bytes = encodeSafetensors(file)
  expect(decodeSafetensors(bytes)).toEqual(file)
  expect(decodeSafetensors(new Uint8Array([1, 2, 3, ...bytes]).subarray(3))).toEqual(file)
})

test('the data begins at a multiple of 8 whatever the header’s length', () => {
  for (let length = 0; length < 16; length++) {
    const bytes = encodeSafetensors({ metadata: new Map([['x', 'y'.repeat(length)]]), tensors: [] })
    expect(bytes.length % 8).toBe(0)
    expect(decodeSafetensors(bytes).metadata.get('x')).toHaveLength(length)
  }
})

describe('a broken file is refused', () => {
  test.each<[string, string, Uint8Array]>([
    ['CHECKPOINT_LENGTH', 'no bytes', new Uint8Array()],
    ['CHECKPOINT_LENGTH', 'seven bytes', new Uint8Array(7)],
    ['CHECKPOINT_LENGTH', 'a header longer than the file', encodeSafetensors(file).subarray(0, 40)],
    ['CHECKPOINT_HEADER', 'a header of 2⁶⁴ − 1 bytes', new Uint8Array(16).fill(255)],
    ['CHECKPOINT_HEADER', 'a header that is not UTF-8', Uint8Array.from([2, 0, 0, 0, 0, 0, 0, 0, 0xc3, 0x28])],
    ['CHECKPOINT_JSON', 'no JSON', fileOf('{"a":', 0)],
    [
      'CHECKPOINT_JSON',
      'a tensor named __proto__',
      fileOf('{"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}', 4),
    ],
    ['CHECKPOINT_JSON', 'a text named __proto__', fileOf('{"__metadata__":{"__proto__":"x"}}', 0)],
    ['CHECKPOINT_FIELD', 'a list for a header', fileOf([], 0)],
    ['CHECKPOINT_FIELD', 'metadata that is no text', fileOf({ __metadata__: { x: 1 } }, 0)],
    ['CHECKPOINT_FIELD', 'metadata that is null', fileOf({ __metadata__: null }, 0)],
    ['CHECKPOINT_FIELD', 'a tensor that is null', fileOf({ a: null }, 0)],
    ['CHECKPOINT_FIELD', 'another dtype', fileOf({ a: tensor(0, 4, [1], 'F64') }, 4)],
    ['CHECKPOINT_FIELD', 'a negative size', fileOf({ a: tensor(0, 4, [-1]) }, 4)],
    ['CHECKPOINT_FIELD', 'half a size', fileOf({ a: tensor(0, 4, [0.5, 2]) }, 4)],
    ['CHECKPOINT_FIELD', 'a negative offset', fileOf({ a: tensor(-4, 0, [1]) }, 0)],
    ['CHECKPOINT_FIELD', 'offsets that are a text', fileOf({ a: { ...tensor(0, 4), data_offsets: '04' } }, 4)],
    ['CHECKPOINT_LAYOUT', 'one offset', fileOf({ a: { ...tensor(0, 4), data_offsets: [0] } }, 4)],
    ['CHECKPOINT_LAYOUT', 'three offsets', fileOf({ a: { ...tensor(0, 4), data_offsets: [0, 4, 8] } }, 4)],
    ['CHECKPOINT_LAYOUT', 'a shape of fewer bytes', fileOf({ a: tensor(0, 8, [1]) }, 8)],
    [
      'CHECKPOINT_LAYOUT',
      'a shape beyond counting',
      fileOf({ a: tensor(0, 0, [...Array.from({ length: 30 }, () => 2 ** 50), 0]) }, 0),
    ],
    ['CHECKPOINT_LAYOUT', 'offsets the wrong way round', fileOf({ a: tensor(4, 0, [1]) }, 4)],
    ['CHECKPOINT_LAYOUT', 'a hole at the start', fileOf({ a: tensor(4, 8) }, 8)],
    ['CHECKPOINT_LAYOUT', 'a hole between', fileOf({ a: tensor(0, 4), b: tensor(8, 12) }, 12)],
    ['CHECKPOINT_LAYOUT', 'an overlap', fileOf({ a: tensor(0, 8), b: tensor(4, 8) }, 8)],
    ['CHECKPOINT_LAYOUT', 'the same bytes twice', fileOf({ a: tensor(0, 4), b: tensor(0, 4) }, 4)],
    ['CHECKPOINT_LAYOUT', 'bytes behind the last tensor', fileOf({ a: tensor(0, 4) }, 5)],
    ['CHECKPOINT_LAYOUT', 'data without a tensor', fileOf({}, 4)],
    ['CHECKPOINT_LAYOUT', 'a tensor beyond the end', fileOf({ a: tensor(0, 8) }, 4)],
  ])('%s: %s', (code, _, bytes) => {
    expect(() => decodeSafetensors(bytes)).toThrow(expect.objectContaining({ name: 'CoreError', code }))
  })
})

test('a header that nothing could read back is not written', () => {
  const metadata = new Map([['long', 'x'.repeat(16 * 1024 * 1024)]])
  expect(() => encodeSafetensors({ metadata, tensors: [] })).toThrow(
    expect.objectContaining({ code: 'CHECKPOINT_HEADER' }),
  )
})

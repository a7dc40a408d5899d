import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256, sha256Hex, sha256Stream } from './sha256.ts'

function oracle(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

test('the examples of FIPS 180-2 come out', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(sha256Hex('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  )
})

test('every length up to four blocks has the hash that node:crypto gives', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => (i * 167 + 13) & 0xff)
  for (let length = 0; length <= 256; length++) {
    expect(sha256Hex(bytes.subarray(0, length))).toBe(oracle(bytes.subarray(0, length)))
  }
})

test('sha256 returns the 32 bytes that sha256Hex writes', () => {
  expect(Buffer.from(sha256(Uint8Array.of(1, 2, 3))).toString('hex')).toBe(sha256Hex(Uint8Array.of(1, 2, 3)))
})

test('a string is hashed as UTF-8', () => {
  expect(sha256Hex('Größe ≥ 😀')).toBe(oracle('Größe ≥ 😀'))
})

test('a stream gives the hash of the whole, however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), (pieces) => {
      const stream = sha256Stream()
      for (const piece of pieces) stream.update(piece)
      expect(stream.hex()).toBe(oracle(Buffer.concat(pieces)))
    }),
  )
})

test('asking a stream for its hash does not disturb it', () => {
  const stream = sha256Stream()
  stream.update(new Uint8Array(70))
  expect(stream.hex()).toBe(stream.hex())
  stream.update(new Uint8Array(70))
  expect(stream.hex()).toBe(oracle(new Uint8Array(140)))
})

test('two streams at once do not disturb each other', () => {
  const [one, two] = [sha256Stream(), sha256Stream()]
  for (let i = 0; i < 100; i++) {
    one.update(Uint8Array.of(i, 1, 2))
    two.update(Uint8Array.of(i))
  }
  expect(two.hex()).toBe(oracle(Uint8Array.from({ length: 100 }, (_, i) => i)))
})

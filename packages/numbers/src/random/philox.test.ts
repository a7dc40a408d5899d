import fc from 'fast-check'
import { expect, test } from 'vitest'
import { philox4x32 } from './philox.ts'

type Counter = [number, number, number, number]
const ALL = 0xffffffff

test.each<[string, Counter, [number, number], number[]]>([
  ['zeros', [0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]],
  ['ones', [ALL, ALL, ALL, ALL], [ALL, ALL], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
  [
    'digits of pi',
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
])('the known answer of Random123 for %s comes out', (_, counter, key, answer) => {
  const out = new Uint32Array(4)
  philox4x32(counter, key, out)
  expect([...out]).toEqual(answer)
})

test('the words are those of the definition in whole numbers of any size', () => {
  const word = fc.integer({ min: 0, max: ALL })
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), fc.tuple(word, word), (counter, key) => {
      const out = new Uint32Array(4)
      philox4x32(counter, key, out)
      expect([...out]).toEqual(byDefinition(counter, key))
    }),
  )
})

function byDefinition(counter: Counter, key: [number, number]): number[] {
  let [x0, x1, x2, x3] = counter.map(BigInt)
  for (let round = 0n; round < 10n; round++) {
    const product0 = 0xd2511f53n * x0
    const product1 = 0xcd9e8d57n * x2
    const key0 = BigInt.asUintN(32, BigInt(key[0]) + round * 0x9e3779b9n)
    const key1 = BigInt.asUintN(32, BigInt(key[1]) + round * 0xbb67ae85n)
    x0 = (product1 >> 32n) ^ x1 ^ key0
    x1 = BigInt.asUintN(32, product1)
    x2 = (product0 >> 32n) ^ x3 ^ key1
    x3 = BigInt.asUintN(32, product0)
  }
  return [x0, x1, x2, x3].map(Number)
}

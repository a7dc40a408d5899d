import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { weightsSha256 } from './weights-sha256.ts'

test('the hash is that of all weights as little-endian float32, one tensor after the other', () => {
  const bytes = Buffer.from('0000803f000000c00000003f', 'hex')
  const expected = createHash('sha256').update(bytes).digest('hex')
  expect(weightsSha256([{ data: Float32Array.from([1, -2]) }, { data: Float32Array.from([0.5]) }])).toBe(expected)
})

test('a bit changes it', () => {
  expect(weightsSha256([{ data: Float32Array.from([0]) }])).not.toBe(weightsSha256([{ data: Float32Array.from([-0]) }]))
})

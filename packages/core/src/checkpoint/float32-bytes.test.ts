import { expect, test } from 'vitest'
import { float32Bytes, float32Values } from './float32-bytes.ts'

test('the bytes are little-endian float32', () => {
  expect([...float32Bytes([1, -2])]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0])
})

test('what was written is read with every bit, from any offset', () => {
  const values = Float32Array.from([0, -0, 1 / 3, 1e-45, -3.4e38, Infinity])
  const padded = new Uint8Array([9, ...float32Bytes(values)]).subarray(1)
  expect(float32Values(padded).every((value, i) => Object.is(value, values[i]))).toBe(true)
})

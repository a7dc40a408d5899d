import { sha256Stream } from '@hypersweep/numbers'
import { float32Bytes } from './float32-bytes.ts'

/** SHA-256 over all weights as little-endian float32, tensor by tensor in the order of the layers. */
export function weightsSha256(weights: readonly { data: Float32Array }[]): string {
  const hash = sha256Stream()
  for (const { data } of weights) hash.update(float32Bytes(data))
  return hash.hex()
}

import { createHash } from 'node:crypto'

/** SHA-256 over pieces of content, one after the other, as 64 hexadecimal characters. */
export function contentSha256(...pieces: readonly ArrayBufferView[]): string {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength))
  return hash.digest('hex')
}

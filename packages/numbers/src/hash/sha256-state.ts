import { compress } from './sha256-compress.ts'

/** A hash under way: eight state words, and the bytes that do not yet fill a block of 64. */
export interface Sha256State {
  readonly words: Int32Array
  readonly pending: Uint8Array
  /** Bytes taken in so far. */
  length: number
}

export function startSha256(): Sha256State {
  return { words: Int32Array.from(INITIAL), pending: new Uint8Array(64), length: 0 }
}

export function updateSha256(state: Sha256State, bytes: Uint8Array): void {
  const filled = state.length % 64
  state.length += bytes.length
  if (filled + bytes.length < 64) {
    state.pending.set(bytes, filled)
    return
  }
  let offset = 0
  if (filled > 0) {
    offset = 64 - filled
    state.pending.set(bytes.subarray(0, offset), filled)
    compress(state.words, state.pending, 0, 64)
  }
  const end = bytes.length - ((bytes.length - offset) % 64)
  compress(state.words, bytes, offset, end)
  state.pending.set(bytes.subarray(end))
}

/** The 32 bytes of the hash; `state` itself stays as it was, so that more may follow. */
export function digestSha256(state: Sha256State): Uint8Array {
  const last: Sha256State = { words: state.words.slice(), pending: state.pending.slice(), length: state.length }
  // One bit 1, zeros up to 56 bytes of a block, then the length in bits as a 64-bit number.
  const padding = new Uint8Array(((119 - (state.length % 64)) % 64) + 9)
  padding[0] = 0x80
  const lengthView = new DataView(padding.buffer, padding.length - 8)
  lengthView.setUint32(0, Math.floor(state.length / 0x20000000))
  lengthView.setUint32(4, (state.length * 8) % 0x100000000)
  updateSha256(last, padding)
  const digest = new Uint8Array(32)
  const view = new DataView(digest.buffer)
  for (let i = 0; i < 8; i++) view.setInt32(4 * i, last.words[i])
  return digest
}

/** The first 32 bits of the fractions of √2, √3, √5 … √19. */
const INITIAL = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]

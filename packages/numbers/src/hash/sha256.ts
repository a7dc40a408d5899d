import { digestSha256, startSha256, updateSha256 } from './sha256-state.ts'

/** SHA-256 of some bytes: 32 bytes. Source: FIPS 180-4, section 6.2. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const state = startSha256()
  updateSha256(state, bytes)
  return digestSha256(state)
}

/** SHA-256 as 64 hexadecimal digits; a string is hashed as its UTF-8 bytes. */
export function sha256Hex(data: Uint8Array | string): string {
  return toHex(sha256(typeof data === 'string' ? new TextEncoder().encode(data) : data))
}

/** SHA-256 over bytes that come piece by piece. `hex` may be asked for at any time and again; more may follow. */
export interface Sha256Stream {
  update(bytes: Uint8Array): void
  hex(): string
}

export function sha256Stream(): Sha256Stream {
  const state = startSha256()
  return { update: (bytes) => updateSha256(state, bytes), hex: () => toHex(digestSha256(state)) }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

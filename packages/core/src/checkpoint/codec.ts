import { sha256Stream } from '@hypersweep/numbers'
import { CoreError } from '../errors.ts'
import type { Checkpoint } from './checkpoint.ts'
import { decodeFacts, encodeFacts } from './metadata.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'

const encoder = new TextEncoder()
/** How every header of ours begins; the hash follows at once, so that it is found before anything is parsed. */
const HEADER_START = encoder.encode('{"__metadata__":{"sha256":"')
const HASH_AT = 8 + HEADER_START.length
const NO_HASH = encoder.encode('0'.repeat(64))
const HASH_END = HASH_AT + NO_HASH.length

/** A SHA-256 under way. */
export interface Sha256 {
  update(bytes: Uint8Array): void
  hex(): string
}

export interface EncodeOptions {
  /** A faster SHA-256 than this package's own, where the system has one. */
  sha256?: () => Sha256
}

/**
 * A checkpoint as a safetensors file that proves itself whole: the metadata's `sha256` is the SHA-256 of the file with
 * that field set to 64 zeros. The same checkpoint gives the same bytes.
 *
 * @throws CoreError CHECKPOINT_HEADER when the header would be longer than 16 MiB
 */
export function encodeCheckpoint(
  { weights, state, ...facts }: Checkpoint,
  { sha256 = sha256Stream }: EncodeOptions = {},
): Uint8Array<ArrayBuffer> {
  const metadata = new Map([['sha256', '0'.repeat(64)], ...encodeFacts(facts)])
  const bytes = encodeSafetensors({ metadata, tensors: [...weights, ...state] })
  bytes.set(encoder.encode(hashOf(bytes, sha256)), HASH_AT)
  return bytes
}

/**
 * Reads what `encodeCheckpoint` wrote, and refuses everything else: a bit changed, a byte more or less, another format.
 *
 * @throws CoreError CHECKPOINT_HASH when the file is not as it was written; CHECKPOINT_VERSION, CHECKPOINT_LENGTH,
 * CHECKPOINT_HEADER, CHECKPOINT_JSON, CHECKPOINT_FIELD or CHECKPOINT_LAYOUT when it was not written by this format
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  checkHash(bytes)
  const { metadata, tensors } = decodeSafetensors(bytes)
  return {
    ...decodeFacts(metadata),
    weights: tensors.filter(({ name }) => isWeight(name)),
    state: tensors.filter(({ name }) => !isWeight(name)),
  }
}

function isWeight(name: string): boolean {
  return name.startsWith('layers.')
}

function checkHash(bytes: Uint8Array): void {
  if (bytes.length < HASH_END || HEADER_START.some((byte, i) => bytes[8 + i] !== byte)) {
    throw hashError(`The file of ${bytes.length} bytes does not begin as a checkpoint does.`)
  }
  const stored = String.fromCharCode(...bytes.subarray(HASH_AT, HASH_END))
  const actual = hashOf(bytes)
  if (stored !== actual) throw hashError(`The checkpoint's SHA-256 is ${actual}; its header says ${stored}.`)
}

function hashOf(bytes: Uint8Array, sha256: () => Sha256 = sha256Stream): string {
  const hash = sha256()
  hash.update(bytes.subarray(0, HASH_AT))
  hash.update(NO_HASH)
  hash.update(bytes.subarray(HASH_END))
  return hash.hex()
}

function hashError(got: string): CoreError {
  return new CoreError(
    'CHECKPOINT_HASH',
    got,
    'It was damaged or changed since it was written: use an earlier checkpoint.',
  )
}

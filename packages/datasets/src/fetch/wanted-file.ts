import { MAX_BYTES } from '../files/read-data-file.ts'

/** A file to get, and what is known of it beforehand. */
export interface WantedFile {
  name: string
  /** Its length, and the SHA-256 of its bytes; where they are not known, whatever whole file comes is taken. */
  bytes?: number
  sha256?: string
  /** More are not taken. */
  mostBytes?: number
}

export function mostBytesOf({ bytes, mostBytes = MAX_BYTES }: WantedFile): number {
  return bytes ?? mostBytes
}

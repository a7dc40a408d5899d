import { DatasetError } from '../errors.ts'
import type { DataFile } from '../files/read-data-file.ts'

/** An array of unsigned bytes: sizes of its dimensions, and its items row-major. */
export interface IdxBytes {
  sizes: readonly number[]
  items: Uint8Array
}

/** Whether this is a whole IDX file of unsigned bytes. */
export function isIdx(bytes: Uint8Array): boolean {
  const dimensions = bytes[3]
  const headerBytes = 4 + 4 * dimensions
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8 || !(bytes.length >= headerBytes)) return false
  return bytes.length === headerBytes + sizesOf(bytes, dimensions).reduce((product, size) => product * size, 1)
}

function sizesOf(bytes: Uint8Array, dimensions: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i))
}

/**
 * Reads an IDX file of unsigned bytes: two zeros, the type 8, the number of dimensions, their sizes as big-endian
 * 32-bit words, and the items.
 *
 * @param dimensions  what the file has to have: 3 for images, 1 for labels
 * @throws DatasetError DATA_IDX, naming the file
 *
 * Source: Y. LeCun, "The MNIST database of handwritten digits", file formats.
 */
export function parseIdx({ name, bytes }: DataFile, dimensions: number): IdxBytes {
  const headerBytes = 4 + 4 * dimensions
  const magic = [0, 0, 8, dimensions]
  if (bytes.length < headerBytes || magic.some((byte, i) => bytes[i] !== byte)) {
    throw broken(
      name,
      `begins with ${hex(bytes.subarray(0, 4)) || 'nothing'}`,
      `${hex(magic)} is the begin of such a file`,
    )
  }
  const sizes = sizesOf(bytes, dimensions)
  const needed = headerBytes + sizes.reduce((product, size) => product * size, 1)
  if (bytes.length !== needed) {
    const kind = bytes.length < needed ? 'cut short' : 'too long'
    throw broken(name, `is ${kind}: it has ${bytes.length} bytes`, `${sizes.join(' × ')} items need ${needed}`)
  }
  if (sizes.includes(0)) throw broken(name, `holds ${sizes.join(' × ')} items`, 'at least one is needed')
  return { sizes, items: bytes.subarray(headerBytes) }
}

function hex(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
}

function broken(name: string, got: string, needed: string): DatasetError {
  return new DatasetError('DATA_IDX', `${name} ${got}; ${needed}.`, 'Fetch the file again.')
}

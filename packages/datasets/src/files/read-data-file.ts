import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { DatasetError } from '../errors.ts'

export interface DataFile {
  /** The name of the file that was found, for messages. */
  name: string
  /** Its contents, expanded where it was gzip. */
  bytes: Uint8Array
}

/** 1 GiB: twenty times MNIST, and no little gzip file can fill the memory. */
export const MAX_BYTES = 2 ** 30

/**
 * The contents of the file at `place`, or else at `place.gz`; undefined where there is neither. Gzip is told by the
 * first two bytes, whatever the name.
 *
 * @throws DatasetError DATA_TOO_LARGE, DATA_GZIP, DATA_READ
 */
export async function readDataFile(
  place: string,
  { maxBytes = MAX_BYTES }: { maxBytes?: number } = {},
): Promise<DataFile | undefined> {
  for (const candidate of [place, `${place}.gz`]) {
    const stored = await readStored(candidate, maxBytes)
    if (stored === undefined) continue
    return expandedFile({ name: basename(candidate), bytes: stored }, { maxBytes })
  }
  return undefined
}

/**
 * The same file, expanded where it is gzip.
 *
 * @throws DatasetError DATA_TOO_LARGE, DATA_GZIP
 */
export async function expandedFile({ name, bytes }: DataFile, { maxBytes = MAX_BYTES } = {}): Promise<DataFile> {
  return { name, bytes: isGzip(bytes) ? await expand(bytes, name, maxBytes) : bytes }
}

async function readStored(place: string, maxBytes: number): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(place)
    if (size > maxBytes) throw tooLarge(`${basename(place)} has ${size} bytes.`, maxBytes)
    return await readFile(place)
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new DatasetError('DATA_READ', `${place} cannot be read: ${message}.`, 'Give a file that may be read.', {
      cause,
    })
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

async function expand(bytes: Uint8Array, name: string, maxBytes: number): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: maxBytes })
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(`${name} expands to more bytes than that.`, maxBytes, cause)
    throw new DatasetError(
      'DATA_GZIP',
      `${name} is a broken gzip file (${message}).`,
      'Fetch it again, or test it with gzip -t.',
      { cause },
    )
  }
}

function tooLarge(got: string, maxBytes: number, cause?: unknown): DatasetError {
  const needed = `At most ${maxBytes} bytes of data are read from one file: take fewer rows.`
  return new DatasetError('DATA_TOO_LARGE', got, needed, { cause })
}

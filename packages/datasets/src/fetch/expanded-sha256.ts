import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { DatasetError } from '../errors.ts'
import { MAX_BYTES } from '../files/read-data-file.ts'
import { type FileSource, sourceFiles } from './source-files.ts'

export interface ExpandedLimits {
  /** Of all files together. */
  mostBytes?: number
  /** How many times its size a file may expand to, once that is more than `freeBytes`. */
  mostRatio?: number
  freeBytes?: number
}

/**
 * SHA-256 over the content of a source's files that are in a folder, one after the other, expanded where they are gzip;
 * piece by piece, so that no file can fill the memory.
 *
 * Gzip makes at most 1030 bytes of one. MNIST has 5 of one, tables of numbers about 10; 200 leaves room for sparse ones.
 *
 * @throws DatasetError DATA_TOO_LARGE, DATA_GZIP
 */
export async function expandedSha256(
  source: FileSource,
  folder: string,
  { mostBytes = MAX_BYTES, mostRatio = 200, freeBytes = 2 ** 24 }: ExpandedLimits = {},
): Promise<string> {
  const hash = createHash('sha256')
  let before = 0
  for (const { names, kept } of sourceFiles(source)) {
    const path = await firstThere([...names, kept].map((name) => join(folder, name)))
    if (path === undefined) continue
    const { size } = await stat(path)
    const most = Math.min(mostBytes - before, Math.max(freeBytes, mostRatio * size))
    before += await addExpanded(path, hash, most)
  }
  return hash.digest('hex')
}

async function firstThere(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const isThere = await stat(path).then(
      (stats) => stats.isFile(),
      () => false,
    )
    if (isThere) return path
  }
  return undefined
}

async function addExpanded(path: string, hash: Hash, most: number): Promise<number> {
  let count = 0
  const counted = async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) {
      count += piece.length
      if (count > most) throw tooLarge(basename(path), most)
      hash.update(piece)
    }
  }
  try {
    if (await isGzip(path)) await pipeline(createReadStream(path), createGunzip(), counted)
    else await pipeline(createReadStream(path), counted)
  } catch (cause) {
    if (!String((cause as NodeJS.ErrnoException).code).startsWith('Z_')) throw cause
    const got = `${basename(path)} is a broken gzip file (${(cause as Error).message}).`
    throw new DatasetError('DATA_GZIP', got, 'It has to be mended where it was fetched from.', { cause })
  }
  return count
}

async function isGzip(path: string): Promise<boolean> {
  await using file = await open(path)
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
  return buffer[0] === 0x1f && buffer[1] === 0x8b
}

function tooLarge(name: string, most: number): DatasetError {
  const needed = 'No more is taken of what was fetched: take fewer rows, or bring the data by hand.'
  return new DatasetError('DATA_TOO_LARGE', `${name} expands to more than ${most} bytes.`, needed)
}

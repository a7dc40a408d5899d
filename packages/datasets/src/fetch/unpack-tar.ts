import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

const BLOCK = 512

/**
 * Unpacks members of a tar.gz into a folder, each under its last name, where they appear once all are there.
 *
 * For archives whose content is known: it reads what POSIX calls ustar, and skips what is not asked for.
 *
 * @throws Error that names a member which is not in the archive, and what reading, unpacking and writing throw
 *
 * Source: POSIX.1-2017, pax, "ustar Interchange Format".
 */
export async function unpackTar(archive: string, members: readonly string[], folder: string): Promise<void> {
  const missing = new Set(members)
  await pipeline(createReadStream(archive), createGunzip(), async (bytes: AsyncIterable<Buffer>) => {
    const source = piecesOf(bytes)
    for (let header = await source.exactly(BLOCK); header !== undefined; header = await source.exactly(BLOCK)) {
      const name = text(header, 0, 100)
      const size = Number.parseInt(text(header, 124, 12) || '0', 8)
      await using file = missing.delete(name) ? await open(unpacked(name, folder), 'w') : undefined
      for (let left = size; left > 0; ) {
        const piece = await source.some(left)
        if (piece === undefined) throw new Error(`${basename(archive)} ends within ${name}`)
        await file?.write(piece)
        left -= piece.length
      }
      await file?.sync()
      await source.exactly((BLOCK - (size % BLOCK)) % BLOCK)
    }
  })
  if (missing.size > 0) throw new Error(`${basename(archive)} has no ${[...missing].join(', no ')}`)
  for (const name of members) await rename(unpacked(name, folder), join(folder, basename(name)))
}

/** Takes away what an unpacking that was cut short has left. */
export async function removeUnpacked(members: readonly string[], folder: string): Promise<void> {
  for (const name of members) await rm(unpacked(name, folder), { force: true })
}

function unpacked(name: string, folder: string): string {
  return join(folder, `${basename(name)}.part`)
}

function piecesOf(bytes: AsyncIterable<Buffer>) {
  const chunks = bytes[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  /** What there is of at most so many bytes; nothing at the end. */
  const some = async (most: number): Promise<Buffer | undefined> => {
    while (rest.length === 0) {
      const next = await chunks.next()
      if (next.done) return undefined
      rest = next.value
    }
    const piece = rest.subarray(0, most)
    rest = rest.subarray(piece.length)
    return piece
  }
  /** So many bytes; nothing where there are fewer. */
  const exactly = async (count: number): Promise<Buffer | undefined> => {
    const pieces: Buffer[] = []
    for (let left = count; left > 0; left -= pieces.at(-1)!.length) {
      const piece = await some(left)
      if (piece === undefined) return undefined
      pieces.push(piece)
    }
    return Buffer.concat(pieces)
  }
  return { some, exactly }
}

function text(block: Buffer, from: number, length: number): string {
  const end = block.indexOf(0, from)
  return block.toString('latin1', from, end < 0 ? from + length : Math.min(end, from + length)).trim()
}

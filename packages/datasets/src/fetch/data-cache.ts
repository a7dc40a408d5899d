import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileSource, fetchedSource } from './source-files.ts'

/** A source as it lies in the cache. */
export interface CachedSource {
  /** With the path that it has below `root`. */
  source: FileSource
  root: string
  /** Of its content, when it was put there. */
  sha256: string
}

/**
 * Data that was fetched, by its content, below one folder whose names are hashes only:
 *
 *     <SHA-256 of the content>/    its files
 *     <SHA-256 of the format and the URL>.part/    what has come of a fetch that has not ended
 *     <SHA-256 of the format and the URL>.sha256    what it had when it was last fetched
 *     <SHA-256 of the format and the URL>.lock    held by who fetches it
 */
export interface DataCache {
  find(source: FileSource, sha256: string): Promise<CachedSource | undefined>
  /** What it was when it was last fetched. */
  lastOf(source: FileSource): Promise<CachedSource | undefined>
  /** What is to be held by who fetches it, in a folder that is there. */
  lockOf(source: FileSource): Promise<string>
  /** The folder to fetch into, made where it is not there. */
  begin(source: FileSource): Promise<string>
  /** Puts what was fetched in its place. */
  keep(source: FileSource, sha256: string): Promise<CachedSource>
  /** Takes away what a fetch has left. */
  drop(source: FileSource): Promise<void>
  /** Takes away what is no longer what it was. */
  discard(sha256: string): Promise<void>
}

export function dataCache(dir: string): DataCache {
  const placeOf = (sha256: string) => join(dir, checked(sha256))
  const find = async (source: FileSource, sha256: string) => {
    const root = placeOf(sha256)
    return (await isFolder(root)) ? { source: fetchedSource(source), root, sha256 } : undefined
  }
  const named = ({ source, url }: FileSource, ending: string) => {
    const origin = JSON.stringify(url === undefined ? [source] : [source, url])
    return join(dir, `${createHash('sha256').update(origin).digest('hex')}.${ending}`)
  }
  return {
    find,
    async lastOf(source) {
      const sha256 = await readFile(named(source, 'sha256'), 'utf8').catch(() => '')
      return IS_SHA256.test(sha256) ? find(source, sha256) : undefined
    },
    async lockOf(source) {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      return named(source, 'lock')
    },
    async begin(source) {
      const folder = named(source, 'part')
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return folder
    },
    async keep(source, sha256) {
      const root = placeOf(sha256)
      const part = named(source, 'part')
      await rename(part, root).catch((error: NodeJS.ErrnoException) => {
        // Another origin had the same.
        if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code ?? '')) throw error
      })
      await rm(part, { recursive: true, force: true })
      const last = named(source, 'sha256')
      await writeFile(`${last}.new`, sha256)
      await rename(`${last}.new`, last)
      return { source: fetchedSource(source), root, sha256 }
    },
    drop: (source) => rm(named(source, 'part'), { recursive: true, force: true }),
    discard: (sha256) => rm(placeOf(sha256), { recursive: true, force: true }),
  }
}

const IS_SHA256 = /^[0-9a-f]{64}$/

/** It comes from a store, and becomes a name. */
function checked(sha256: string): string {
  if (IS_SHA256.test(sha256)) return sha256
  throw new Error(`No SHA-256: ${sha256}`)
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
}

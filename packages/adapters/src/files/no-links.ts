import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import { unlessMissing } from './unless-missing.ts'

// Windows has neither, and knows no such files.
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants

/**
 * The bytes of a file that we have written, `undefined` where there is none. Where a link, a pipe or a device stands in its
 * place there are no bytes, which is as good as torn: nothing is read through it, and nothing is waited for.
 */
export async function readOwnFile(path: string): Promise<Uint8Array | undefined> {
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(unlessLink)
  if (file === 'link') return new Uint8Array()
  if (file === undefined) return undefined
  try {
    const stats = await file.stat()
    return stats.isFile() ? await file.readFile() : new Uint8Array()
  } finally {
    await file.close()
  }
}

/**
 * A folder that is ours is none that leads elsewhere: who may write beside it must not say where we write.
 *
 * @throws Error that says so
 */
export async function checkNoLink(folder: string): Promise<void> {
  const stats = await lstat(folder).catch(unlessMissing(undefined))
  if (stats?.isSymbolicLink()) throw new Error('it is a symbolic link, which may lead anywhere')
}

function unlessLink(error: NodeJS.ErrnoException): 'link' | undefined {
  if (error.code === 'ELOOP' || error.code === 'EMLINK' || error.code === 'ENXIO') return 'link'
  return unlessMissing(undefined)(error)
}

import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ownedName } from './remove-abandoned.ts'

/**
 * The time on the clock of a folder's file system, which may be another machine's: what a file says that is written now.
 * Where nothing may be written it is this machine's.
 */
export async function nowIn(folder: string): Promise<number> {
  const path = join(folder, ownedName('now', 'writing'))
  try {
    await using file = await open(path, 'wx', 0o600)
    const { mtimeMs } = await file.stat()
    await rm(path, { force: true })
    return mtimeMs
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return Date.now()
    throw error
  }
}

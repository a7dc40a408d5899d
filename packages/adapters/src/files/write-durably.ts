import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ownedName, removeAbandoned } from './remove-abandoned.ts'
import { unlessMissing } from './unless-missing.ts'

/**
 * Writes a file whole or not at all, and resolves when it would survive a loss of power: temporary name, fsync, rename,
 * fsync of the folder. A file of that name is replaced. What killed writers left in the folder is taken away first.
 */
export async function writeDurably(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await replace(folder, name, (temporary) => writeAndSync(temporary, bytes))
  await syncFolder(folder)
}

/** As `writeDurably`, but a loss of power may take it, or leave it torn: for what proves itself and can be made again. */
export async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await replace(folder, name, (temporary) => writeFile(temporary, bytes, { flag: 'wx', mode: 0o600 }))
}

async function replace(folder: string, name: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(folder, ownedName(name, 'writing'))
  try {
    await write(temporary)
    await rename(temporary, join(folder, name))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/**
 * Makes a folder and those above it where there are none; they would survive a loss of power too, since each parent is
 * synced. One by one, for mkdir's own `recursive` tells a read-only file system as a missing folder.
 */
export async function makeFolderDurably(folder: string, sync = syncFolder): Promise<void> {
  if (await stat(folder).catch(unlessMissing(undefined))) return
  const parent = dirname(folder)
  if (parent !== folder) await makeFolderDurably(parent, sync)
  await mkdir(folder, { mode: 0o700 }).catch(unlessThere)
  await sync(parent)
}

async function writeAndSync(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  const { mtimeMs } = await file.stat()
  // Before the bytes: on a full disk their room may be needed.
  await removeAbandoned(dirname(path), mtimeMs)
  await file.writeFile(bytes)
  await file.sync()
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}

/** Another may have made it meanwhile. */
function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

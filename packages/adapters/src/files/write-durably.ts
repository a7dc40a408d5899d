import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { isAlive } from './is-alive.ts'

/** `<name>.<host>.<process>.<random>.writing` */
const WRITING = /\.([0-9a-z_-]+)\.(\d+)\.[0-9a-f-]{36}\.writing$/i

/**
 * Writes a file whole or not at all, and resolves when it would survive a loss of power: temporary name, fsync, rename,
 * fsync of the folder. A file of that name is replaced.
 */
export async function writeDurably(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(folder, `${name}.${hostWord()}.${process.pid}.${randomUUID()}.writing`)
  try {
    await writeAndSync(temporary, bytes)
    await rename(temporary, join(folder, name))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}

/** Makes a folder where there is none; it would survive a loss of power too. */
export async function makeFolderDurably(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first !== undefined) await syncFolder(dirname(first))
}

/** Whether this is the temporary file of a process of this machine that is no more; one of another machine may live. */
export function isAbandoned(name: string): boolean {
  const [, host, pid] = WRITING.exec(name) ?? []
  return host === hostWord() && !isAlive(Number(pid))
}

async function writeAndSync(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(bytes)
  await file.sync()
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}

function hostWord(): string {
  return hostname().replaceAll(/[^0-9a-z-]/gi, '_')
}

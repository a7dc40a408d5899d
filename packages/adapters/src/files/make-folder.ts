import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder and those above it where there are none, for this user alone. One by one, for mkdir's own `recursive`
 * never ends where a parent is there and can hold none, as /proc.
 *
 * @throws Error that names the folder and why there is none, for the caller to say what it was needed for
 */
export function makeFolder(path: string): void {
  const folder = resolve(path)
  const parent = dirname(folder)
  try {
    if (statSync(folder, { throwIfNoEntry: false })) return
    if (parent !== folder) makeFolder(parent)
    mkdirSync(folder, { mode: 0o700 })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    // Another may have made it meanwhile.
    if (code === 'EEXIST') return
    // Its parent is there by now: the system's words, that it is missing, would mislead.
    if (code === 'ENOENT') throw new Error(`no folder can be made in ${parent}`, { cause })
    throw cause
  }
}

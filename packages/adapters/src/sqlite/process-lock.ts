import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AdapterError, reason } from '../errors.ts'
import { makeFolder } from '../files/make-folder.ts'

const SQLITE_BUSY = 5

/**
 * Takes a lock that one process at a time can hold, and that the operating system frees when the holder dies, however
 * it dies: an exclusive transaction on an otherwise empty SQLite file. `undefined` while another holds it.
 *
 * @throws AdapterError LOCK_FILE when the file cannot be used
 */
export function processLock(path: string): Disposable | undefined {
  let database: DatabaseSync | undefined
  try {
    makeFolder(dirname(path))
    database = new DatabaseSync(path, { timeout: 0 })
    database.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database?.close()
    if ((cause as { errcode?: number }).errcode === SQLITE_BUSY) return undefined
    const needed = 'Its folder has to be one that can be written; name another with --dir.'
    throw new AdapterError('LOCK_FILE', `The lock ${path} cannot be taken: ${reason(cause)}.`, needed, { cause })
  }
  const holder = database
  return { [Symbol.dispose]: () => holder[Symbol.dispose]() }
}

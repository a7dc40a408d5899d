import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AdapterError, reason } from '../errors.ts'
import { SCHEMA, SCHEMA_VERSION } from './schema.ts'

/** How long a statement waits for another process's write. */
const BUSY_TIMEOUT_MS = 10_000

/**
 * Opens the database of a sweep folder, and makes it where there is none.
 *
 * Write-ahead log: readers and one writer, of any process, at once. With `synchronous = NORMAL` a killed process loses
 * nothing; a loss of power may take the last transactions, whose epochs are then trained again from their checkpoints.
 *
 * @throws AdapterError STORE_OPEN when the file cannot be used, STORE_VERSION when a newer hypersweep made it
 */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    bringUpToDate(database, path)
    return database
  } catch (cause) {
    database?.close()
    if (cause instanceof AdapterError) throw cause
    const needed = 'It has to be a SQLite file of hypersweep in a folder that can be written; name another with --dir.'
    throw new AdapterError('STORE_OPEN', `${path} cannot be opened: ${reason(cause)}.`, needed, { cause })
  }
}

/**
 * Runs `work` as one transaction that no other writer can interleave with.
 *
 * @throws AdapterError STORE_WRITE when SQLite could not write: a full disk, a lock that another holds for too long
 */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  try {
    return within(database, 'BEGIN IMMEDIATE', work)
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_SQLITE_ERROR') throw error
    const got = `${database.location() ?? 'The store'} could not be written: ${reason(error)}.`
    const needed = 'Free some disk, or end what holds its lock; nothing that was stored is lost.'
    throw new AdapterError('STORE_WRITE', got, needed, { cause: error })
  }
}

/** Runs `read` on the data of one moment, which no writer waits for. */
export function snapshot<Result>(database: DatabaseSync, read: () => Result): Result {
  return within(database, 'BEGIN', read)
}

function within<Result>(database: DatabaseSync, begin: string, work: () => Result): Result {
  try {
    database.exec(begin)
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk ends the transaction by itself.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function bringUpToDate(database: DatabaseSync, path: string): void {
  if (versionOf(database) === SCHEMA_VERSION) return
  transaction(database, () => {
    const version = versionOf(database)
    if (version > SCHEMA_VERSION) {
      const got = `${path} was made by a newer hypersweep (format ${version}).`
      throw new AdapterError(
        'STORE_VERSION',
        got,
        `This one knows format ${SCHEMA_VERSION}: update it, or use another --dir.`,
      )
    }
    if (version < SCHEMA_VERSION) database.exec(`${SCHEMA}; PRAGMA user_version = ${SCHEMA_VERSION}`)
  })
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
}

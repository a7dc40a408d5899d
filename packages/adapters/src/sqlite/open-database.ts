import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AdapterError } from '../errors.ts'
import { makeFolder } from '../files/make-folder.ts'
import { APPLICATION_ID, MIGRATIONS, SCHEMA, SCHEMA_VERSION } from './schema.ts'
import { storeError } from './store-error.ts'

export interface OpenDatabaseOptions {
  /** How long a statement waits for another process's write. */
  busyTimeoutMs: number
}

/**
 * Opens the database of a sweep folder, and makes it where there is none; what `use` makes of it is returned. The file
 * is closed where `use` throws, as it does on tables that are not ours.
 *
 * Write-ahead log: readers and one writer, of any process, at once. With `synchronous = NORMAL` a killed process loses
 * nothing; a loss of power may take the last transactions, whose epochs are then trained again from their checkpoints.
 *
 * @throws AdapterError STORE_OPEN when the file cannot be used, STORE_FOREIGN when it is another program's,
 *   STORE_VERSION when a newer hypersweep made it, STORE_BUSY, STORE_READ_ONLY, STORE_DAMAGED, STORE_FULL
 */
export function openDatabase<Used>(
  path: string,
  { busyTimeoutMs }: OpenDatabaseOptions,
  use: (database: DatabaseSync) => Used,
): Used {
  let database: DatabaseSync | undefined
  try {
    makeFolder(dirname(path))
    database = new DatabaseSync(path, { timeout: busyTimeoutMs })
    prepare(database, path)
    return use(database)
  } catch (cause) {
    database?.close()
    if (cause instanceof AdapterError) throw cause
    const needed = 'It has to be a SQLite file of hypersweep in a folder that can be written; name another with --dir.'
    throw storeError(cause, `${path} cannot be opened`, ['STORE_OPEN', needed])
  }
}

/** Runs `work` as one transaction that no other writer can interleave with. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  return within(database, 'BEGIN IMMEDIATE', work)
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

function prepare(database: DatabaseSync, path: string): void {
  // Before the first pragma that writes: a file of another program stays as it is.
  const format = snapshot(database, () => formatOf(database, path))
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
  if (format === SCHEMA_VERSION) return
  transaction(database, () => {
    // Another process may have been faster.
    const now = formatOf(database, path)
    if (now === 0) database.exec(`${SCHEMA}; PRAGMA application_id = ${APPLICATION_ID}`)
    else for (let from = now; from < SCHEMA_VERSION; from++) database.exec(MIGRATIONS[from]!)
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  })
}

/** In which format the file is, which is this one or an older; 0 where it holds nothing yet. */
function formatOf(database: DatabaseSync, path: string): number {
  const number = (sql: string) => Number(Object.values(database.prepare(sql).get()!)[0])
  const owner = number('PRAGMA application_id')
  const version = number('PRAGMA user_version')
  if (owner === 0 && version === 0 && number('SELECT count(*) FROM sqlite_schema') === 0) return 0
  if (owner !== APPLICATION_ID) {
    const got = `${path} is a SQLite database of another program.`
    throw new AdapterError('STORE_FOREIGN', got, 'Move it away, or name another folder with --dir.')
  }
  if (version <= SCHEMA_VERSION) return version
  const needed = `This one knows format ${SCHEMA_VERSION}: update it, or use another --dir.`
  throw new AdapterError('STORE_VERSION', `${path} was made by a newer hypersweep (format ${version}).`, needed)
}

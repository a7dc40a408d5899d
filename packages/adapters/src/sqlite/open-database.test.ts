import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type SweepRecord, type SweepSpec, trialId } from '@hypersweep/sweep'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { transaction } from './open-database.ts'
import { processLock } from './process-lock.ts'
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts'
import { sqliteSweepStore } from './sqlite-sweep-store.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-open-'))
  path = join(folder, 'store.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Makes a database by hand. */
function handmade(sql: string): void {
  using database = new DatabaseSync(path)
  database.exec(sql)
}

/** The files in the test's folder that this process has open. */
function openFiles(): string[] {
  const descriptors = readdirSync('/proc/self/fd')
  return descriptors.flatMap((each) => {
    try {
      return [readlinkSync(join('/proc/self/fd', each))].filter((target) => target.startsWith(folder))
    } catch {
      // The descriptor that listed the folder is closed by now.
      return []
    }
  })
}

const sweep: SweepRecord = { id: 'abcdefghij', name: 'toy', spec: {} as SweepSpec, numerics: 'n', createdAt: 0 }

const opened = () => sqliteSweepStore({ path })

describe('a file that cannot be used is named, with what to do', () => {
  test('when it is no database', () => {
    writeFileSync(path, 'no database, but a text that is long enough to be looked at '.repeat(40))
    expect(opened).toThrow(
      `${path} cannot be opened: file is not a database. It has to be a SQLite file of hypersweep in a folder that can be written; name another with --dir.`,
    )
  })

  test('when its folder is a file', () => {
    writeFileSync(join(folder, 'file'), '')
    const below = join(folder, 'file', 'store.sqlite')
    expect(() => sqliteSweepStore({ path: below })).toThrow(`${below} cannot be opened: `)
    expect(() => processLock(below)).toThrow(`The lock ${below} cannot be taken: `)
  })

  test('when it is a folder', () => {
    mkdirSync(path)
    expect(opened).toThrow(expect.objectContaining({ code: 'STORE_OPEN' }))
  })

  test('when a newer version made it', () => {
    handmade(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 99`)
    expect(opened).toThrow(
      `${path} was made by a newer hypersweep (format 99). This one knows format ${SCHEMA_VERSION}: update it, or use another --dir.`,
    )
  })
})

describe('a database of another program is refused, byte for byte as it was', () => {
  test.each([
    ['with tables of its own', 'CREATE TABLE song (title TEXT)'],
    ['with the number of our format', `PRAGMA user_version = ${SCHEMA_VERSION}`],
    ['with tables of our names', 'CREATE TABLE sweep (id TEXT); CREATE TABLE trial (id TEXT)'],
    ['with a mark of its own', 'PRAGMA application_id = 1'],
  ])('%s', (_, sql) => {
    handmade(sql)
    const before = readFileSync(path)
    expect(opened).toThrow(
      expect.objectContaining({
        code: 'STORE_FOREIGN',
        message: `${path} is a SQLite database of another program. Move it away, or name another folder with --dir.`,
      }),
    )
    expect(readFileSync(path)).toEqual(before)
    expect(readdirSync(folder)).toEqual(['store.sqlite'])
  })

  test('while an empty file becomes a store', async () => {
    writeFileSync(path, '')
    await using store = opened()
    expect(await store.sweeps()).toEqual([])
  })
})

test('a file of an older format is brought up to date and keeps its trials', async () => {
  {
    await using store = opened()
    await store.addSweep(sweep)
    await store.addTrials(
      sweep.id,
      [0, 1].map((number) => ({ number, params: { momentum: 0.9 }, seed: 7 })),
    )
    const reply = await store.claim(trialId(sweep.id, 1), { token: 't', worker: 'w' })
    if (reply.status !== 'claimed') throw new Error(reply.status)
    const best = { epoch: 1, score: 1 / 3, metrics: { loss: 1 / 3 } }
    await store.finish(reply.claim, { status: 'complete', best, weightsSha256: '' })
  }
  const columns = ['trial DROP COLUMN crashes', 'trial DROP COLUMN setback', 'trial DROP COLUMN stage']
  const without = [...columns, 'trial DROP COLUMN score', 'sweep DROP COLUMN control', 'sweep DROP COLUMN checkpoints']
  handmade(
    `DROP TABLE decline; DROP TABLE event; DROP INDEX trial_score; ${without.map((column) => `ALTER TABLE ${column}; `).join('')}PRAGMA user_version = 1`,
  )
  await using store = opened()
  const [trial, complete] = await store.summaries(sweep.id)
  expect(trial).toMatchObject({ number: 0, params: { momentum: 0.9 }, seed: 7, crashes: 0 })
  await using again = opened()
  expect(await again.summaries(sweep.id)).toEqual([trial, complete])
  const top = { trials: 2, complete: 1, best: [complete] }
  expect(await again.top(sweep.id, { goal: 'minimize', count: 5 })).toEqual(top)
  using database = new DatabaseSync(path)
  expect(database.prepare('SELECT score FROM trial WHERE number = 1').get()).toEqual({ score: 1 / 3 })
})

test.skipIf(process.platform !== 'linux')('a file that is refused is not held open', async () => {
  handmade(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`)
  expect(opened).toThrow(expect.objectContaining({ code: 'STORE_OPEN' }))
  expect(opened).toThrow(`${path} cannot be opened: no such table: `)
  expect(openFiles()).toEqual([])
  rmSync(path)
  await using _store = opened()
  expect(openFiles()).toContain(path)
})

describe('a transaction', () => {
  const rows = (database: DatabaseSync) => database.prepare('SELECT count(*) AS count FROM line').get()?.['count']

  test('that SQLite cannot write leaves nothing behind', () => {
    using database = new DatabaseSync(path)
    database.exec('CREATE TABLE line (text TEXT); PRAGMA max_page_count = 8')
    const add = database.prepare('INSERT INTO line VALUES (?)')
    const fill = () => {
      for (let line = 0; line < 100; line++) add.run('x'.repeat(1000))
    }
    expect(() => transaction(database, fill)).toThrow('database or disk is full')
    expect(rows(database)).toBe(0)
  })

  test('whose work throws is rolled back, and the error is that of the work', () => {
    using database = new DatabaseSync(':memory:')
    database.exec('CREATE TABLE line (text TEXT)')
    const fail = () => {
      database.exec("INSERT INTO line VALUES ('x')")
      throw new RangeError('of the work')
    }
    expect(() => transaction(database, fail)).toThrow(RangeError)
    expect(rows(database)).toBe(0)
  })
})

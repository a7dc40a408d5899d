import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processLock } from '../sqlite/process-lock.ts'
import { sqliteSweepStore } from '../sqlite/sqlite-sweep-store.ts'
import { makeFolder } from './make-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a folder and those above it are made, for this user alone', () => {
  const deep = join(folder, 'a', 'b', 'c')
  makeFolder(deep)
  makeFolder(deep)
  for (const each of [deep, join(folder, 'a')]) expect(statSync(each).mode & 0o777).toBe(0o700)
})

test('a file in its place, or above it, is named by the system', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeFolder(join(folder, 'file', 'below'))).toThrow('ENOTDIR')
})

test.skipIf(!existsSync('/proc/self'))(
  'where none can be made, that is said: the system itself would try for ever',
  () => {
    expect(() => makeFolder('/proc/none/at/all')).toThrow('no folder can be made in /proc')
    expect(() => processLock('/proc/none/own.lock')).toThrow(
      'The lock /proc/none/own.lock cannot be taken: no folder can be made in /proc.',
    )
    expect(() => sqliteSweepStore({ path: '/proc/none/sweeps.sqlite' })).toThrow(
      '/proc/none/sweeps.sqlite cannot be opened: no folder can be made in /proc.',
    )
  },
)

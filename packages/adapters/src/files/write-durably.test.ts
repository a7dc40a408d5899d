import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { pidScope } from './pid-scope.ts'
import { makeFolderDurably, writeDurably } from './write-durably.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-durably-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

const HERE = pidScope()
const ELSEWHERE = '0123456789ab'
/** No process of this system has so great a number. */
const DEAD_PID = 2 ** 30

/** What another save has begun and was last written to so many minutes ago. */
function begun(scope: string, pid: number, minutes = 0): string {
  const name = `file.${scope}.${pid}.${crypto.randomUUID()}.writing`
  writeFileSync(join(folder, name), 'part')
  const at = Date.now() / 1000 - minutes * 60
  utimesSync(join(folder, name), at, at)
  return name
}

const write = () => writeDurably(folder, 'file', Uint8Array.of(1))

describe('a write takes away what a killed one left', () => {
  test('at once where its process is known to be gone', async () => {
    begun(HERE, DEAD_PID)
    await write()
    expect(readdirSync(folder)).toEqual(['file'])
  })

  test('after ten minutes where a process has its number, as in a container that was started again', async () => {
    const live = begun(HERE, process.pid, 9)
    begun(HERE, process.pid, 11)
    await write()
    expect(readdirSync(folder).sort()).toEqual(['file', live])
  })

  test('after ten minutes where it was of another container or machine, whose live ones are left alone', async () => {
    const live = [begun(ELSEWHERE, DEAD_PID), begun(ELSEWHERE, DEAD_PID, 9), begun('worker-2', process.pid)]
    begun(ELSEWHERE, DEAD_PID, 11)
    begun('worker-2', process.pid, 11)
    await write()
    expect(readdirSync(folder).sort()).toEqual(['file', ...live].sort())
  })

  test("by the file system's clock, however wrong the clock of this machine is", async () => {
    const live = begun(ELSEWHERE, 1)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    await write()
    expect(readdirSync(folder).sort()).toEqual(['file', live])
  })

  test('and nothing else', async () => {
    for (const name of ['note.writing', 'file.corrupt', '.writing']) {
      writeFileSync(join(folder, name), '')
      utimesSync(join(folder, name), 0, 0)
    }
    await write()
    expect(readdirSync(folder).sort()).toEqual(['.writing', 'file', 'file.corrupt', 'note.writing'])
  })
})

describe('a folder is made durably', () => {
  test('by syncing each folder that got a new entry, after the entry is there', async () => {
    const synced: string[] = []
    const sync = async (parent: string) => {
      synced.push(parent)
      expect(
        existsSync(join(parent, { [folder]: 'a', [join(folder, 'a')]: 'b', [join(folder, 'a/b')]: 'c' }[parent]!)),
      ).toBe(true)
    }
    await makeFolderDurably(join(folder, 'a/b/c'), sync)
    expect(synced).toEqual([folder, join(folder, 'a'), join(folder, 'a/b')])
    await makeFolderDurably(join(folder, 'a/b/c'), sync)
    expect(synced).toHaveLength(3)
  })

  test('by several at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => makeFolderDurably(join(folder, 'x/y/z'))))
    expect(readdirSync(join(folder, 'x/y'))).toEqual(['z'])
  })
})

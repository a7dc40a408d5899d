import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SweepStore } from '@hypersweep/sweep'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { canMount, runApart } from '../files/run-apart.ts'
import { sqliteSweepStore } from './sqlite-sweep-store.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-trouble-'))
  path = join(folder, 'store.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const isRoot = process.getuid?.() === 0
const sweep = { id: 'a1b2c3d4e5', name: 'troubled', spec: {} as never, numerics: '', createdAt: 0 }

async function filled(): Promise<SweepStore> {
  const store = sqliteSweepStore({ path, busyTimeoutMs: 1 })
  await store.addSweep(sweep)
  await store.addTrials(
    sweep.id,
    Array.from({ length: 1000 }, (_, number) => ({ number, params: { number }, seed: 1 })),
  )
  return store
}

/** Runs a module that has `store` and `path`; what it throws is written as JSON. */
async function troubleOf(code: string, options: { unprivileged?: boolean; mounts?: string }): Promise<unknown> {
  const module = `
    import { sqliteSweepStore } from './sqlite-sweep-store.ts'
    try {
      await using store = sqliteSweepStore({ path: ${JSON.stringify(path)} })
      ${code}
    } catch ({ code, message }) {
      write(JSON.stringify({ code, message }))
    }`
  await using process = runApart(module, { cwd: import.meta.dirname, ...options })
  await process.ended
  return JSON.parse(process.lines().at(-1)!)
}

describe('what SQLite cannot do after opening is told with the path and what to do', () => {
  test('STORE_BUSY when another process holds the lock for too long, for writers alone', async () => {
    await using store = await filled()
    using other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    await expect(store.addSweep({ ...sweep, name: 'second' })).rejects.toMatchObject({
      name: 'AdapterError',
      code: 'STORE_BUSY',
      message: `${path} cannot be used: database is locked. Another process holds its lock: end it if it hangs, and try again.`,
      cause: { code: 'ERR_SQLITE_ERROR' },
    })
    expect(await store.sweepNamed('troubled')).toEqual(sweep)
    other.exec('ROLLBACK')
    expect(await store.addSweep({ ...sweep, id: 'b', name: 'second' })).toMatchObject({ id: 'b' })
  })

  test('STORE_DAMAGED when its pages are', async () => {
    await using _closed = await filled()
    await _closed[Symbol.asyncDispose]()
    const bytes = readFileSync(path)
    // The tables' first pages stay: opening reads those alone.
    bytes.fill(0xee, bytes.length / 2)
    writeFileSync(path, bytes)
    await using store = sqliteSweepStore({ path })
    await expect(store.summaries(sweep.id)).rejects.toMatchObject({
      code: 'STORE_DAMAGED',
      message: expect.stringMatching(`^${path} cannot be used: database disk image is malformed\\. Keep a copy`),
    })
  })

  test('STORE_FAILED with the words of SQLite when it is something else', async () => {
    await using store = await filled()
    using other = new DatabaseSync(path)
    other.exec('DROP TABLE report')
    await expect(store.trial('a1b2c3d4e5-0' as never)).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining(`${path} cannot be used: no such table: report. `),
    })
  })

  test.skipIf(!isRoot)('STORE_READ_ONLY when this user may read but not write', async () => {
    await using _writer = await filled()
    chmodSync(folder, 0o755)
    for (const suffix of ['', '-wal', '-shm']) chmodSync(path + suffix, 0o644)
    const add = `await store.addSweep(${JSON.stringify({ ...sweep, name: 'second' })})`
    expect(await troubleOf(`if ((await store.sweeps()).length === 1) ${add}`, { unprivileged: true })).toEqual({
      code: 'STORE_READ_ONLY',
      message: `${path} cannot be used: attempt to write a readonly database. This user needs the right to write it and its folder: change it, or name another folder with --dir.`,
    })
  })

  test.skipIf(!canMount())('STORE_FULL when the disk is, and nothing that was stored is lost', async () => {
    const fill = `
      await store.addSweep(${JSON.stringify(sweep)})
      let number = 0
      try {
        for (; ; number++) await store.addTrials('${sweep.id}', [{ number, params: { text: 'x'.repeat(5000) }, seed: 1 }])
      } finally {
        if ((await store.summaries('${sweep.id}')).length !== number) write('lost')
        if (number === 0) write('none stored')
      }`
    expect(await troubleOf(fill, { mounts: `mount -t tmpfs -o size=512k none ${folder}` })).toEqual({
      code: 'STORE_FULL',
      message: `${path} cannot be used: database or disk is full. Free some space; nothing that was stored is lost.`,
    })
  })
})

test('what the store itself refuses stays as it is', async () => {
  await using store = await filled()
  await expect(store.rename('unknown000', 'name')).rejects.toMatchObject({ code: 'SWEEP_UNKNOWN' })
})

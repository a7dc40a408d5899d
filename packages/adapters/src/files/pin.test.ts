import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fileCheckpointStore } from './file-checkpoint-store.ts'
import { pidScope } from './pid-scope.ts'
import { runApart } from './run-apart.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-pins-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

const SWEEP = 'a1b2c3d4e5'
const pins = () => readdirSync(join(folder, '.pins'))
const pinned = () => fileCheckpointStore({ dir: folder }).pinned(SWEEP)

/** A pin that was last written to so many minutes ago. */
function left(scope: string, pid: number, minutes: number): void {
  mkdirSync(join(folder, '.pins'), { recursive: true })
  const path = join(folder, '.pins', `${SWEEP}.${scope}.${pid}.${crypto.randomUUID()}.pin`)
  writeFileSync(path, '.')
  const at = Date.now() / 1000 - minutes * 60
  utimesSync(path, at, at)
}

describe('a pin in a folder', () => {
  test('of another process holds until that is killed with SIGKILL', async () => {
    const code = `
      import { fileCheckpointStore } from './file-checkpoint-store.ts'
      await fileCheckpointStore({ dir: ${JSON.stringify(folder)} }).pin('${SWEEP}')
      write('pinned')
      setInterval(() => {}, 1000)`
    await using reader = runApart(code, { cwd: import.meta.dirname })
    await reader.until(1)
    expect(await pinned()).toBe(true)
    expect(await pinned()).toBe(true)
    await reader.kill()
    expect(await pinned()).toBe(false)
    expect(pins()).toEqual([])
  })

  test('of another machine holds until nobody has written to it for ten minutes', async () => {
    left('0123456789ab', 1, 9)
    expect(await pinned()).toBe(true)
    rmSync(join(folder, '.pins'), { recursive: true })
    left('0123456789ab', 1, 11)
    expect(await pinned()).toBe(false)
    expect(pins()).toEqual([])
  })

  test("holds by the file system's clock, however wrong the clock of this machine is", async () => {
    left('0123456789ab', 1, 0)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    expect(await pinned()).toBe(true)
  })

  test('of a process that has the number of a dead one is none after ten minutes', async () => {
    left(pidScope(), process.pid, 11)
    expect(await pinned()).toBe(false)
  })

  test('is written again while it lasts, so that other machines see that its process lives', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    await using pin = await fileCheckpointStore({ dir: folder }).pin(SWEEP)
    const path = join(folder, '.pins', pins()[0]!)
    utimesSync(path, 0, 0)
    vi.advanceTimersByTime(61_000)
    await expect.poll(() => statSync(path).mtimeMs).toBeGreaterThan(0)
    await pin[Symbol.asyncDispose]()
    expect(pins()).toEqual([])
  })

  test('leaves no trace where there is no folder', async () => {
    const missing = fileCheckpointStore({ dir: join(folder, 'missing') })
    await (await missing.pin(SWEEP))[Symbol.asyncDispose]()
    expect(readdirSync(folder)).toEqual([])
    expect(await missing.pinned(SWEEP)).toBe(false)
  })
})

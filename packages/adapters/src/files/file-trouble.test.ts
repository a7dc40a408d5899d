import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { trialId } from '@hypersweep/sweep'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fileCheckpointStore } from './file-checkpoint-store.ts'
import { canMount, type RunApartOptions, runApart } from './run-apart.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-file-trouble-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const trial = trialId('a1b2c3d4e5', 7)
const isRoot = process.getuid?.() === 0

/** Runs a module that has `store`, over `dir`, and `bytes(count)`; its last line is what it wrote or threw. */
async function told(dir: string, code: string, options: Omit<RunApartOptions, 'cwd'>): Promise<string> {
  const module = `
    import { readdirSync } from 'node:fs'
    import { fileCheckpointStore } from './file-checkpoint-store.ts'
    const store = fileCheckpointStore({ dir: ${JSON.stringify(dir)} })
    const save = (epoch, size) => store.save('${trial}', { epoch, step: 0 }, new Uint8Array(size).fill(epoch))
    const inside = () => readdirSync(${JSON.stringify(join(dir, trial))}).join(' ')
    try {
      ${code}
    } catch ({ code, message }) {
      write(code + ': ' + message)
    }`
  await using process = runApart(module, { cwd: import.meta.dirname, ...options })
  await process.ended
  return process.lines().at(-1)!
}

describe('a folder that cannot be used is named, with what to do', () => {
  test('when it is a file', async () => {
    writeFileSync(join(folder, 'file'), '')
    const store = fileCheckpointStore({ dir: join(folder, 'file') })
    await expect(store.save(trial, { epoch: 1, step: 0 }, Uint8Array.of(1))).rejects.toThrow(
      /^Could not write a checkpoint to .*file\/a1b2c3d4e5-7: ENOTDIR.*\. The folder has to be one that can be written\.$/,
    )
  })

  const right =
    /^CHECKPOINT_FILE: Could not write a checkpoint to .*: EACCES.*\. This user needs the right to write there/

  test.skipIf(process.platform === 'win32').each(['', 'new/folders'])(
    'when its user may not write there, in "%s"',
    async (below) => {
      chmodSync(folder, 0o555)
      expect(await told(join(folder, below), 'await save(1, 1)', { unprivileged: isRoot })).toMatch(right)
    },
  )

  test.skipIf(!canMount()).each(['', 'new/folders'])('when its file system is read-only, in "%s"', async (below) => {
    const mounts = `mount -t tmpfs -o ro none ${folder}`
    expect(await told(join(folder, below), 'await save(1, 1)', { mounts })).toMatch(
      /^CHECKPOINT_FILE: Could not write a checkpoint to .*: EROFS.*\. The file system is mounted read-only/,
    )
  })

  test.skipIf(!canMount())('when the disk is full; what was saved before stays, and no part of the rest', async () => {
    const mounts = `mount -t tmpfs -o size=256k none ${folder}`
    const fill = `
      await save(1, 100_000)
      await save(2, 300_000).catch(async (error) => {
        const kept = await store.load('${trial}', { epoch: 1, step: 0 })
        write([inside(), kept.length, error.message].join(' | '))
      })`
    expect(await told(folder, fill, { mounts })).toMatch(
      /^000001-000000\.safetensors \| 100000 \| Could not write a checkpoint to .*: ENOSPC.*\. The disk is full: free some space/,
    )
  })

  test('when too many files are open; the next save is as good as any', async () => {
    const exhaust = `
      const { openSync, closeSync } = await import('node:fs')
      await save(1, 100_000)
      const taken = []
      const takeAll = () => { for (;;) taken.push(openSync('/dev/null')) }
      try { takeAll() } catch {}
      await save(2, 100_000).catch(async (error) => {
        for (const handle of taken) closeSync(handle)
        await save(3, 100_000)
        write([inside(), error.message].join(' | '))
      })`
    expect(await told(folder, exhaust, { openFiles: 200 })).toMatch(
      /^000001-000000\.safetensors 000003-000000\.safetensors \| Could not write a checkpoint to .*: EMFILE.*\. Too many files are open: raise the limit/,
    )
  })
})

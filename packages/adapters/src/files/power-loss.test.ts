import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type * as FsPromises from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { trialId } from '@hypersweep/sweep'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fileCheckpointStore } from './file-checkpoint-store.ts'

type Call =
  | { kind: 'create' | 'mkdir' | 'sync'; path: string }
  | { kind: 'write'; path: string; size: number }
  | { kind: 'rename'; path: string; to: string }

const calls = vi.hoisted((): Call[] => [])

/** The real file system, whose changes are written down in order. */
vi.mock('node:fs/promises', async (importOriginal) => {
  const fs = await importOriginal<typeof FsPromises>()
  const watched = (path: string, handle: FsPromises.FileHandle) =>
    new Proxy(handle, {
      get(target, key) {
        const value = Reflect.get(target, key)
        if (typeof value !== 'function') return value
        return async (...values: unknown[]) => {
          const result = await value.apply(target, values)
          if (key === 'sync') calls.push({ kind: 'sync', path })
          if (key === 'writeFile') calls.push({ kind: 'write', path, size: (values[0] as Uint8Array).length })
          return result
        }
      },
    })
  return {
    ...fs,
    async open(path: string, flags: string, mode?: number) {
      const handle = await fs.open(path, flags, mode)
      if (flags !== 'r') calls.push({ kind: 'create', path })
      return watched(path, handle)
    },
    async rename(path: string, to: string) {
      await fs.rename(path, to)
      calls.push({ kind: 'rename', path, to })
    },
    async mkdir(path: string, options: object) {
      const made = await fs.mkdir(path, options)
      calls.push({ kind: 'mkdir', path })
      return made
    },
  }
})

/** A file's bytes: how many were written, and how many a loss of power leaves. */
interface Contents {
  written: number
  durable: number
}

/**
 * What POSIX promises after some calls, and no more. Bytes are durable once their file was synced; a name is once its
 * folder was, and before that it may be there or not.
 */
function diskAfter(done: readonly Call[]) {
  const names = new Map<string, Contents | 'folder'>()
  const durable = new Map<string, Contents | 'folder'>()
  for (const call of done) {
    const found = names.get(call.path)
    if (call.kind === 'mkdir') names.set(call.path, 'folder')
    else if (call.kind === 'create') names.set(call.path, { written: 0, durable: 0 })
    else if (call.kind === 'rename') {
      names.delete(call.path)
      names.set(call.to, found!)
    } else if (call.kind === 'write') (found as Contents).written += call.size
    else if (found !== undefined && found !== 'folder') found.durable = found.written
    else {
      const inside = [...names].filter(([path]) => dirname(path) === call.path)
      for (const [path, what] of inside) durable.set(path, what)
    }
  }
  return { names, durable }
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-power-'))
  calls.length = 0
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const trial = trialId('a1b2c3d4e5', 7)
const bytes = new Uint8Array(1000).fill(7)
const first = () => join(folder, 'new/checkpoints', trial, '000001-000000.safetensors')

async function saved(...epochs: readonly number[]): Promise<void> {
  const store = fileCheckpointStore({ dir: join(folder, 'new/checkpoints') })
  for (const epoch of epochs) await store.save(trial, { epoch, step: 0 }, bytes)
}

test('a checkpoint that was saved is there after a loss of power, with all the folders above it', async () => {
  await saved(1)
  const { durable } = diskAfter(calls)
  expect(durable.get(first())).toEqual({ written: 1000, durable: 1000 })
  for (let above = dirname(first()); above !== folder; above = dirname(above)) expect(durable.get(above)).toBe('folder')
})

test('probabilities are whole under their name at once, and wait for no disk: lost, they are made again', async () => {
  await fileCheckpointStore({ dir: join(folder, 'new/checkpoints') }).saveProbabilities(trial, bytes)
  const path = join(folder, 'new/checkpoints', trial, 'probabilities.safetensors')
  expect(readFileSync(path)).toHaveLength(bytes.length)
  expect(diskAfter(calls).durable.get(path)).toBeUndefined()
})

test('a loss of power at any moment leaves no torn checkpoint under a name that is looked for', async () => {
  await saved(1, 2, 2)
  const torn = calls.flatMap((_, count) => {
    const { names, durable } = diskAfter(calls.slice(0, count + 1))
    return [...names, ...durable].filter(
      ([path, what]) => path.endsWith('.safetensors') && (what as Contents).durable < bytes.length,
    )
  })
  expect(calls.filter(({ kind }) => kind === 'rename')).toHaveLength(3)
  expect(torn).toEqual([])
})

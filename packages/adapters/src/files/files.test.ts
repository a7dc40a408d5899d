import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { trialId } from '@hypersweep/sweep'
import { type CheckpointStoreHarness, checkpointStoreConformance } from '@hypersweep/sweep/conformance'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fileCheckpointStore } from './file-checkpoint-store.ts'
import { pidScope } from './pid-scope.ts'
import { runApart } from './run-apart.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const trial = trialId('a1b2c3d4e5', 7)
const first = { epoch: 1, step: 0 }
/** No process of this system has so great a number. */
const DEAD_PID = 2 ** 30
const writing = (pid: number, scope = pidScope()) =>
  `000001-000000.safetensors.${scope}.${pid}.${crypto.randomUUID()}.writing`

async function harness(): Promise<CheckpointStoreHarness> {
  return {
    open: async () => fileCheckpointStore({ dir: folder }),
    cutShort: async (cut, _ref, bytes) => {
      mkdirSync(join(folder, cut), { recursive: true })
      writeFileSync(join(folder, cut, writing(DEAD_PID)), bytes)
    },
    setAside: async (damaged) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.startsWith(`${damaged}/`) && path.endsWith('.corrupt'))
        .map((path) => readFileSync(join(folder, path))),
    contents: async () => readdirSync(folder, { recursive: true, encoding: 'utf8' }),
    [Symbol.asyncDispose]: async () => {},
  }
}

checkpointStoreConformance('fileCheckpointStore', harness)

describe('checkpoints in files', () => {
  test('lie under their trial, by epoch and step, readable by their owner alone', async () => {
    await fileCheckpointStore({ dir: folder }).save(trial, { epoch: 12, step: 3 }, Uint8Array.of(1))
    expect(readdirSync(join(folder, trial))).toEqual(['000012-000003.safetensors'])
    expect(statSync(join(folder, trial)).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, trial, '000012-000003.safetensors')).mode & 0o777).toBe(0o600)
  })

  test.each([
    ['epoch', -1],
    ['epoch', 1.5],
    ['epoch', Number.NaN],
    ['step', -1],
    ['step', 2 ** 53],
    ['step', Number.POSITIVE_INFINITY],
  ])('are refused at the %s %d, before anything is touched', async (key, value) => {
    const store = fileCheckpointStore({ dir: folder })
    const ref = { ...first, [key]: value }
    const refusal = {
      name: 'AdapterError',
      code: 'CHECKPOINT_REF',
      message: `A checkpoint's ${key} is ${value}. It has to be an integer of 0 or more.`,
    }
    await expect(store.save(trial, ref, Uint8Array.of(1))).rejects.toMatchObject(refusal)
    await expect(store.load(trial, ref)).rejects.toMatchObject(refusal)
    await expect(store.remove(trial, ref)).rejects.toMatchObject(refusal)
    await expect(store.setAside(trial, ref)).rejects.toMatchObject(refusal)
    expect(readdirSync(folder)).toEqual([])
  })

  test('a process killed with SIGKILL while saving leaves no torn file in the list', async () => {
    const store = fileCheckpointStore({ dir: folder })
    const size = 400_000
    const code = `
      import { fileCheckpointStore } from './file-checkpoint-store.ts'
      const store = fileCheckpointStore({ dir: ${JSON.stringify(folder)} })
      for (let i = 1; ; i = (i % 250) + 1) {
        await store.save('${trial}', { epoch: i, step: 0 }, new Uint8Array(${size}).fill(i))
        if (i === 1) write('saving')
      }`
    for (let kill = 0; kill < 10; kill++) {
      await using saver = runApart(code, { cwd: import.meta.dirname })
      await saver.until(1)
      await pause(kill * 3)
      await saver.kill()
      const saved = await store.list(trial)
      expect(saved.length).toBeGreaterThan(0)
      for (const ref of saved) {
        const bytes = await store.load(trial, ref)
        expect(bytes?.length).toBe(size)
        expect(bytes?.every((byte) => byte === ref.epoch)).toBe(true)
      }
    }
  }, 30_000)
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { trialId } from '@hypersweep/sweep'
import { type CheckpointStoreHarness, checkpointStoreConformance } from '@hypersweep/sweep/conformance'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fileCheckpointStore } from './file-checkpoint-store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const trial = trialId('a1b2c3d4e5', 7)
const first = { epoch: 1, step: 0 }
/** No process of this system has so great a number. */
const DEAD_PID = 2 ** 30
const writing = (pid: number) => `000001-000000.safetensors.${hostname()}.${pid}.${crypto.randomUUID()}.writing`

async function harness(): Promise<CheckpointStoreHarness> {
  return {
    open: async () => fileCheckpointStore({ dir: folder }),
    cutShort: async (cut, _ref, bytes) => {
      mkdirSync(join(folder, cut), { recursive: true })
      writeFileSync(join(folder, cut, writing(DEAD_PID)), bytes)
    },
    setAside: async (damaged) =>
      readdirSync(join(folder, damaged))
        .filter((name) => name.endsWith('.corrupt'))
        .map((name) => readFileSync(join(folder, damaged, name))),
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

  test('a save takes away what a killed one left, and leaves what a live process is writing', async () => {
    mkdirSync(join(folder, trial))
    const [dead, live] = [writing(DEAD_PID), writing(process.pid)]
    for (const name of [dead, live]) writeFileSync(join(folder, trial, name), 'part')
    await fileCheckpointStore({ dir: folder }).save(trial, first, Uint8Array.of(1))
    expect(readdirSync(join(folder, trial)).sort()).toEqual(['000001-000000.safetensors', live])
  })

  test('a process killed with SIGKILL while saving leaves no torn file in the list', async () => {
    const store = fileCheckpointStore({ dir: folder })
    const size = 400_000
    const code = `
      import { fileCheckpointStore } from './file-checkpoint-store.ts'
      const store = fileCheckpointStore({ dir: ${JSON.stringify(folder)} })
      for (let i = 1; ; i = (i % 250) + 1) {
        await store.save('${trial}', { epoch: i, step: 0 }, new Uint8Array(${size}).fill(i))
        if (i === 1) console.log('saving')
      }`
    for (let kill = 0; kill < 10; kill++) {
      const flags = ['--conditions=hypersweep-source', '--input-type=module', '--eval', code]
      const saver = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'], cwd: import.meta.dirname })
      await once(saver.stdout, 'data')
      await pause(kill * 3)
      saver.kill('SIGKILL')
      await once(saver, 'close')
      const saved = await store.list(trial)
      expect(saved.length).toBeGreaterThan(0)
      for (const ref of saved) {
        const bytes = await store.load(trial, ref)
        expect(bytes?.length).toBe(size)
        expect(bytes?.every((byte) => byte === ref.epoch)).toBe(true)
      }
    }
  }, 30_000)

  test('a folder that cannot be used is named, with what to do', async () => {
    writeFileSync(join(folder, 'file'), '')
    const store = fileCheckpointStore({ dir: join(folder, 'file') })
    await expect(store.save(trial, first, Uint8Array.of(1))).rejects.toThrow(
      /^Could not write a checkpoint to .*file\/a1b2c3d4e5-7: ENOTDIR.*\. The folder has to be one that can be written\.$/,
    )
  })
})

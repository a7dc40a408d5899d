import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import type { SweepStore } from '@hypersweep/sweep'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000 })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-tidy-'))
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const EPOCHS = 40

test.each(['Ctrl-C', 'cancel', 'stop'] as const)(
  'after %s no trial has more checkpoints than it is to keep',
  async (how) => {
    const stored = memorySweepStore()
    const checkpoints = memoryCheckpointStore()
    let reports = 0
    const store: SweepStore = {
      ...stored,
      async report(...args) {
        reports += 1
        if (reports === EPOCHS) await end()
        return stored.report(...args)
      },
    }
    const { run, interrupts } = testCli({ store, checkpoints, queue: memoryTrialQueue }, folder)
    const end = async () => {
      if (how === 'Ctrl-C') for (const interrupt of interrupts) interrupt()
      else await run(`${how} arms`)
    }
    await run('run arms.yaml --threads 2 --set training.epochs=100')
    expect(reports).toBeGreaterThanOrEqual(EPOCHS)
    const counts = await Promise.all(
      (await checkpoints.trials()).map(async (id) => (await checkpoints.list(id)).length),
    )
    expect(counts.length).toBeGreaterThan(0)
    expect(Math.max(...counts)).toBeLessThanOrEqual(3)
  },
)

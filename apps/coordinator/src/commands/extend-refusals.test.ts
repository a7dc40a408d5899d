import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const store = memorySweepStore()
let folder: string
let cli: ReturnType<typeof testCli>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-extend-'))
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
  cli = testCli({ store, checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)
  await cli.run('run arms.yaml')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sweep = async () => (await store.sweepNamed('arms'))!

test.each([
  ['extend arms', 'arms is to be extended by nothing'],
  ['extend arm --epochs 6', 'Did you mean "arms"?'],
  ['extend arms --epochs 2', 'arms has 3 epochs, which is more than 2.'],
  ['extend arms --epochs 0', 'Use a whole number from 1 up.'],
  ['extend arms --add momentum', '--add momentum names no values.'],
  ['extend arms --add momentun=0.5', 'Did you mean "momentum"?'],
  ['extend arms --add momentum=1.5', 'training.momentum is 1.5'],
  ['extend arms --trials 9', 'grid without run_cap'],
  ['extend arms --replicates 20000', 'replicates'],
])('%s is refused, with nothing done', async (line, message) => {
  const before = await sweep()
  const { code, out, err } = await cli.run(line)
  expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)])
  expect(await sweep()).toEqual(before)
})

test('no sweep is extended while it is held', async () => {
  const before = await sweep()
  await store.setControl(before.id, 'stop')
  const { code, err } = await cli.run('extend arms --epochs 6')
  expect([code, err]).toEqual([2, expect.stringContaining('hypersweep resume arms, then this command again')])
  expect(await sweep()).toEqual(before)
})

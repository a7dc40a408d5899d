import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ARMS } from '../testing/arms.ts'
import { testCli } from '../testing/test-context.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-watch-'))
  writeFileSync(join(folder, 'arms.yaml'), ARMS)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function newCli() {
  const stores = { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
  return testCli(stores, folder)
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('any number of terminals may watch; one that leaves harms nobody, the others end with the sweep', async () => {
  const cli = newCli()
  const run = cli.run('run arms.yaml --threads 1')
  while (cli.locked.size === 0) await turn()
  const before = new Set(cli.interrupts)
  const [leaves, stays] = [cli.run('status arms --watch'), cli.run('status arms --watch')]
  while (cli.interrupts.size < before.size + 2) await turn()
  const [first] = [...cli.interrupts].filter((handler) => !before.has(handler))
  first?.()
  const left = await leaves
  expect([left.code, left.err]).toEqual([130, expect.stringContaining('No longer watching; arms is as it was.')])
  expect((await run).code).toBe(0)
  const { code, err } = await stays
  expect(code).toBe(0)
  expect(err).toMatch(/\[6\/6\] trial \d complete/)
})

test('a watch of a sweep of which no trial is complete ends with 1, as its run', async () => {
  const cli = newCli()
  expect((await cli.run('run arms.yaml --set parameters.learning_rate={values:[1e38]}')).code).toBe(1)
  expect((await cli.run('status arms --watch')).code).toBe(1)
})

test('a watch of a sweep that is deleted ends, and says so', async () => {
  const cli = newCli()
  await cli.run('create arms.yaml')
  const watch = cli.run('status arms --watch')
  while (cli.interrupts.size === 0) await turn()
  await cli.run('delete arms --yes')
  const { code, err } = await watch
  expect([code, err]).toEqual([1, expect.stringContaining('arms was deleted while it was watched.')])
})

test('--json is for --watch, and --watch has no other form', async () => {
  const cli = newCli()
  expect(await cli.run('status arms --json')).toMatchObject({ code: 2, err: expect.stringContaining('-f json') })
  expect(await cli.run('status arms --watch -f csv')).toMatchObject({ code: 2, err: expect.stringContaining('--json') })
})

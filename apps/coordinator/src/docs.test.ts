import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterAll, expect, test, vi } from 'vitest'
import { replayPage } from './testing/replay-page.ts'
import { testCli } from './testing/test-context.ts'

vi.setConfig({ testTimeout: 120_000 })

const docs = join(import.meta.dirname, '../../../docs')
const folder = mkdtempSync(join(tmpdir(), 'hypersweep-docs-'))
const stores = {
  store: memorySweepStore(),
  checkpoints: memoryCheckpointStore(),
  queue: memoryTrialQueue,
  columns: 110,
}
const cli = testCli(stores, folder)
cpSync(join(docs, '../examples/data'), folder, { recursive: true })
afterAll(() => rmSync(folder, { recursive: true }))

// In this order, since the pages after the tutorial look at its sweep. Where they have changed: vitest -u writes them.
test.each(['tutorial', 'leaderboard', 'ensembles', 'csv', 'change'])(
  'docs/%s.md shows what its commands print',
  async (name) => {
    const page = join(docs, `${name}.md`)
    await expect(await replayPage(page, cli, folder)).toMatchFileSnapshot(page)
  },
)

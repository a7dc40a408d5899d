import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterAll, expect, test, vi } from 'vitest'
import { replayPage } from './testing/replay-page.ts'
import { testCli } from './testing/test-context.ts'

vi.setConfig({ testTimeout: 60_000 })

const docs = join(import.meta.dirname, '../../../docs')
const folder = mkdtempSync(join(tmpdir(), 'hypersweep-docs-'))
const stores = {
  store: memorySweepStore(),
  checkpoints: memoryCheckpointStore(),
  queue: memoryTrialQueue,
  columns: 110,
}
const cli = testCli(stores, folder)
afterAll(() => rmSync(folder, { recursive: true }))

// In this order, since the pages after the tutorial look at its sweep. Where they have changed: vitest -u writes them.
test.each(['tutorial'])('docs/%s.md shows what its commands print', async (name) => {
  const page = join(docs, `${name}.md`)
  await expect(await replayPage(page, cli, folder)).toMatchFileSnapshot(page)
})

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { fakeTerminal } from './testing/fake-terminal.ts'
import { maskedTimes } from './testing/masked-times.ts'
import { testCli } from './testing/test-context.ts'

vi.setConfig({ testTimeout: 120_000 })

const PAGE = join(import.meta.dirname, '../../../docs/transcripts.md')
const COLUMNS = 80

/** What people type most, one after the other in one folder. */
const COMMANDS = [
  ['init', 'init sweep.yaml --template spiral'],
  ['check', 'check sweep.yaml'],
  ['run', 'run sweep.yaml --threads 2'],
  ['ls', 'ls'],
  ['status', 'status spiral'],
  ['leaderboard', 'leaderboard spiral --top 5 --filter "hidden >= 32 and val_accuracy > 0.8"'],
  ['trial show', 'trial show spiral 5'],
  ['best', 'best spiral --test'],
  ['ensemble', 'ensemble spiral -o spiral-ensemble'],
  ['predict', 'predict spiral-ensemble points.csv'],
] as const

const HEAD = `# Transcripts: what the ten most used commands print

In a terminal of ${COLUMNS} columns. Made by running them; after a change: \`pnpm transcripts\`. Times, rates and dates are masked.
`

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-transcripts-'))
  writeFileSync(join(folder, 'points.csv'), 'x,y\n0.1,0.2\n-0.5,0.3\n0.9,-0.4\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

// Where it does not: npx --yes pnpm@12 transcripts
test('docs/transcripts.md shows what the ten most used commands print', async () => {
  const stores = { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }
  const sections: string[] = []
  for (const [title, command] of COMMANDS) {
    const { screen, lines } = fakeTerminal({ columns: COLUMNS, rows: 60 })
    const { code } = await testCli({ ...stores, screen }, folder).run(...wordsOf(command))
    expect(code).toBe(0)
    const printed = (await lines()).map((line) => line.trimEnd()).join('\n')
    sections.push(`\n## ${title}\n\n\`\`\`console\n$ hypersweep ${command}\n${printed}\n\`\`\`\n`)
  }
  const now = maskedTimes(HEAD + sections.join(''))
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : ''
  await expect(loosely(now) === loosely(page) ? page : now).toMatchFileSnapshot(PAGE)
})

/** A time that took one more digit makes a column wider, and what stands beside it narrower. */
function loosely(page: string): string {
  return page.replaceAll(/ {2,}/g, ' ').replaceAll(/^best single \S*(?: \d+\))?/gm, 'best single')
}

function wordsOf(command: string): [string, ...string[]] {
  const [first = '', ...rest] = [...command.matchAll(/"(.*?)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
  return [first, ...rest]
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000 })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-data-ls-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const cli = () =>
  testCli({ store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue }, folder)

const SWEEP = `name: flowers
method: grid
parameters: { learning_rate: { values: [0.1] } }
data: { source: csv, path: data/flowers.csv, label: kind }
model: { layers: [{ dense: 2 }] }
training: { optimizer: sgd, epochs: 1, batch_size: 4 }
`

test('data ls tells which sweeps were trained on a file, wherever it lies, and which files are broken', async () => {
  const { run } = cli()
  mkdirSync(join(folder, 'data/copies'), { recursive: true })
  const rows = Array.from({ length: 40 }, (_, row) => `${row},${row % 7},${row % 2 ? 'rose' : 'lily'}`)
  const text = `a,b,kind\n${rows.join('\n')}\n`
  for (const name of ['flowers.csv', 'copies/same.csv']) writeFileSync(join(folder, 'data', name), text)
  writeFileSync(join(folder, 'data/other.csv'), `${text}1,1,rose\n`)
  writeFileSync(join(folder, 'data/torn.csv'), `${text}1,1\n`)
  writeFileSync(join(folder, 'flowers.yaml'), SWEEP)
  expect((await run('run flowers.yaml')).code).toBe(0)
  const { code, out, err } = await run('data ls')
  expect([code, err]).toEqual([
    0,
    expect.stringMatching(/^torn\.csv: .*Line 42 has 2 cells, and the header names 3 columns\..*\n$/),
  ])
  expect(out.replaceAll(/ +/g, ' ').replaceAll(/ \n/g, '\n').split('\n').slice(1, -1)).toEqual([
    `flowers.csv csv 40 3 columns – ${text.length} B flowers`,
    `other.csv csv 41 3 columns – ${text.length + 9} B`,
    expect.stringMatching(/^torn\.csv csv broken – \d+ B$/),
    `copies/same.csv csv 40 3 columns – ${text.length} B flowers`,
  ])
})

test('data ls of a folder that is not there, or holds nothing, says how to get some', async () => {
  const { run } = cli()
  expect(await run('data ls')).toEqual({
    code: 2,
    out: '',
    err: 'hypersweep: There is no folder data. Name one that is there; hypersweep data fetch mnist brings some.\n',
  })
  expect(await run('data ls .')).toEqual({
    code: 0,
    out: '',
    err: 'There is no data in the folder ".". hypersweep data fetch mnist brings some.\n',
  })
  expect((await run('data ls . -f json')).out).toBe('[]\n')
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DATA_DEFAULTS, type DataSource } from './data-source.ts'
import { loadDataset } from './load-dataset.ts'

const root = mkdtempSync(join(tmpdir(), 'hypersweep-data-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const generated: DataSource[] = [
  { source: 'spirals', ...DATA_DEFAULTS.spirals },
  { source: 'moons', ...DATA_DEFAULTS.moons },
  { source: 'rings', ...DATA_DEFAULTS.rings },
  { source: 'digits', ...DATA_DEFAULTS.digits, rows: 100 },
]

test.each(generated)('$source with its defaults is a data set with three parts', async (source) => {
  const data = await loadDataset(source, { root })
  expect(data.name).toBe(source.source)
  expect(data.sha256).toMatch(/^[0-9a-f]{64}$/)
  const parts = [...data.train, ...data.validation, ...data.test].sort((a, b) => a - b)
  expect(parts).toEqual([...data.labels.keys()])
  expect(data.features).toHaveLength(data.labels.length * data.inputs)
})

// These values hold on every machine: whoever changes a generator changes everybody's results.
test('generated data keeps its bytes for good', async () => {
  const sets = await Promise.all(generated.map((source) => loadDataset(source, { root })))
  expect(sets.map(({ name, sha256 }) => `${name} ${sha256}`)).toEqual([
    'spirals bb1f6f0a2361b2c4746ed911df187e7bd05b3d8a4db5a2f7e9e9bffe65bbb7d4',
    'moons 4320be4c571f727a3a188081c9e1a4a97e801c28f4848dd2c91a9de45bc88a14',
    'rings c304b5c75a8a2f333439617cd37260ff8ffebef54c1f9db8b4c242d5291d5b13',
    'digits 8438e6e9a291e2e117643ea88d912bf134d789e5fb3ed40eb78d6f01e8a83901',
  ])
})

test('a CSV file is found below the root', async () => {
  writeFileSync(join(root, 'two.csv'), `x,kind\n${'1,a\n2,b\n'.repeat(10)}`)
  const source: DataSource = { source: 'csv', path: 'two.csv', label: 'kind', ...DATA_DEFAULTS.csv }
  expect(await loadDataset(source, { root })).toMatchObject({ name: 'two', classNames: ['a', 'b'] })
})

test('a file outside the root and a source that does not exist are refused', async () => {
  const outside: DataSource = { source: 'mnist', ...DATA_DEFAULTS.mnist, path: '../mnist' }
  await expect(loadDataset(outside, { root })).rejects.toMatchObject({ code: 'DATA_PATH' })
  const unknown = { source: 'parquet' } as unknown as DataSource
  await expect(loadDataset(unknown, { root })).rejects.toMatchObject({ code: 'DATA_OPTION' })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  activationDefinitions,
  layerDefinitions,
  lossNames,
  optimizerDefinitions,
  referenceKernels,
  scheduleDefinitions,
  train,
} from '@hypersweep/core'
import { loadDataset } from '@hypersweep/datasets'
import { networkObjective, networkSpec } from '@hypersweep/runner'
import { expect, test } from 'vitest'
import { networkTables } from './network-tables.ts'

const file = join(import.meta.dirname, '../../docs/network.md')
const page = readFileSync(file, 'utf8')

// `npx vitest run --project unit test/docs -u` writes the tables anew.
test('the tables of docs/network.md are those of the code', async () => {
  const filled = page.replaceAll(
    /(<!-- table: (\w+) -->\n).*?(<!-- end -->)/gs,
    (_, start: string, name: string, end: string) => `${start}\n${networkTables[name]}\n\n${end}`,
  )
  for (const name of Object.keys(networkTables)) expect(page).toContain(`<!-- table: ${name} -->`)
  await expect(filled).toMatchFileSnapshot(file)
})

test.each([
  ...layerDefinitions.map(({ name }) => name),
  ...activationDefinitions.map(({ name }) => name),
  ...optimizerDefinitions.map(({ name }) => name),
  ...scheduleDefinitions.map(({ name }) => name),
  ...lossNames,
])('docs/network.md says in a table what %s is', (name) => {
  expect(page).toMatch(new RegExp(`^\\| \`${name}[\`:]`, 'm'))
})

test('every initialisation has its row', () => {
  const init = layerDefinitions.flatMap(({ options }) => options['init'] ?? [])[0]
  const names = init?.kind === 'choice' ? init.choices : []
  expect(names.length).toBeGreaterThan(3)
  for (const name of names) expect(page).toMatch(new RegExp(`^\\| \`${name}\``, 'm'))
})

test('every metric that a training reports has its row', async () => {
  const data = { source: 'moons', rows: 50, noise: 0.1, validation: 10, test: 0, seed: 0 } as const
  const spec = networkSpec(
    networkObjective.schema.parse({
      data,
      model: { layers: [{ dense: 4 }, { dense: 2 }] },
      training: { optimizer: 'sgd', learning_rate: 0.1, epochs: 1 },
    }),
  )
  const kernels = referenceKernels({ precision: 'float32' })
  const dataset = await loadDataset(data, { root: '/' })
  const [event] = [...train({ spec, data: dataset, seed: 0, kernels, numerics: 'docs' })]
  const metrics = event?.kind === 'epoch' ? Object.keys(event.report.metrics) : []
  expect(metrics).toContain('dead_units')
  for (const name of metrics) expect(page).toContain(`| \`${name.replace(/_\d+$/, '_i')}\` |`)
})
